"""The commands of docs/howto/production.md, run in their order on a new machine's database."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
import zipfile
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from overstap.config.embedded import Cluster, answers, free_port
from overstap.config.state import state_folder

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "howto" / "production.md"
DEPLOY = ROOT / "deploy"
DEBIAN = Path("/usr/lib/postgresql/15/bin")
# What is not run here, by its first words, with the reason.
LEFT_OUT = {
    "apt-get install": "root: installs packages of the system",
    "useradd": "root: makes users of the system",
    "usermod": "root: changes users of the system",
    "install -d": "root: folders of the system; here they are made in a temporary one",
    "git clone": "this is the clone",
    "scripts/setup.sh run": "the environment of the tests, made by the same script",
    "cd /opt/overstap": "the tests stand there",
    "chgrp": "root: groups of the system",
    "chown": "root: users of the system",
    "cp deploy/systemd": "root: what the units start is started below",
    "systemctl": "root: the same",
}
SUDO = '#!/bin/sh\n# What `sudo -u USER COMMAND` would run, as ourselves.\nshift 2\nexec "$@"\n'


def commands() -> list[str]:
    """Every line of the page's shell blocks, in order."""
    blocks = re.findall(r"^```sh\n(.*?)^```", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line]


def left_out(line: str) -> bool:
    return any(line.startswith(words) for words in LEFT_OUT)


@pytest.fixture(scope="module")
def server(monkeypatch_module: pytest.MonkeyPatch) -> Iterator[Cluster]:
    """An empty PostgreSQL: Debian's own where it is, as the page has it; else the embedded one."""
    if DEBIAN.exists():
        monkeypatch_module.setenv("OVERSTAP_PG_BIN", str(DEBIAN))
    made = Cluster(state_folder(tests=True) / f"new-{uuid.uuid4().hex[:8]}", durable=False)
    made.start()
    yield made
    made.remove()
    shutil.rmtree(made.state)


@pytest.fixture(scope="module")
def monkeypatch_module() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="module")
def machine(server: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the page's folders stand here; its commands have been run, and their output kept."""
    top = tmp_path_factory.mktemp("machine")
    for name in ("etc", "state", "backups", "bin"):
        (top / name).mkdir()
    (top / "bin" / "sudo").write_text(SUDO)
    (top / "bin" / "sudo").chmod(0o755)
    lines = [line for line in commands() if not left_out(line)]
    script = here("\n".join(lines), top, server)
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=ROOT,
        env=environment(top, server),
        capture_output=True,
        text=True,
        timeout=580,
        check=False,
    )
    (top / "output").write_text(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    return top


def here(text: str, top: Path, server: Cluster) -> str:
    """The page's folders and port, as they are on this machine."""
    for there, name in (
        ("/etc/overstap", "etc"),
        ("/var/lib/overstap", "state"),
        ("/var/backups/overstap", "backups"),
    ):
        text = text.replace(there, str(top / name))
    text = text.replace("/opt/overstap/.venv/bin/overstap", OVERSTAP)
    text = text.replace(".venv/bin/overstap", OVERSTAP)
    return text.replace("127.0.0.1:5432", f"127.0.0.1:{server.port}")


OVERSTAP = f"{shlex.quote(sys.executable)} -m overstap.cli"


def environment(top: Path, server: Cluster) -> dict[str, str]:
    """A clean one: nothing of the tests' own settings, and a superuser for psql."""
    kept = {name: os.environ[name] for name in ("HOME", "LANG", "TZ") if name in os.environ}
    return kept | {
        "PATH": f"{top / 'bin'}:{server.binaries}:{os.environ['PATH']}",
        "PGHOST": "127.0.0.1",
        "PGPORT": str(server.port),
        "PGUSER": "postgres",
        "PGPASSWORD": server.secrets["superuser"],
    }


def test_each_command_is_run_or_stands_in_the_list() -> None:
    found = commands()
    assert len([line for line in found if not left_out(line)]) > 15
    for words in LEFT_OUT:
        assert any(line.startswith(words) for line in found), f"{words} is not on the page"


def test_by_the_page_alone_somebody_gets_in(machine: Path) -> None:
    output = (machine / "output").read_text()
    assert re.search(r"https://overstap\.example\.be/uitnodiging/#[0-9A-Z-]{24,}", output)
    assert "Toegangsregels: in orde." in output
    assert (machine / "backups" / "first" / "manifest.json").exists()
    for name in ("common.env", "owner.env", "app.env", "system.env"):
        assert (machine / "etc" / name).stat().st_mode & 0o007 == 0


def test_places_countries_and_occupations_are_there(machine: Path, server: Cluster) -> None:
    with server.superuser("overstap") as connection:
        counts = [
            connection.execute(f"select count(*) from reference_{name}").fetchone()[0]  # type: ignore[index]
            for name in ("municipality", "postcode", "country", "occupation")
        ]
    assert min(counts) > 200


def unit(name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in (DEPLOY / "systemd" / name).read_text().splitlines():
        key, _, value = line.partition("=")
        if value:
            found.setdefault(key, []).append(value)
    return found


def started(name: str, top: Path, server: Cluster, port: int) -> subprocess.Popen[str]:
    """What the unit starts, with the settings that it reads."""
    parts = unit(name)
    settings = {}
    for file in parts["EnvironmentFile"]:
        for line in Path(here(file, top, server)).read_text().splitlines():
            key, _, settings[key] = line.partition("=")
    command = shlex.split(here(parts["ExecStart"][0], top, server).replace("8000", str(port)))
    clean = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")}
    return subprocess.Popen(command, cwd=ROOT, env=clean | settings, text=True)


def test_the_units_start_a_server_behind_a_proxy_and_a_worker(
    machine: Path, server: Cluster
) -> None:
    port = free_port(0)
    assert port
    running = [started(f"overstap-{n}.service", machine, server, port) for n in ("serve", "worker")]
    try:
        deadline = time.monotonic() + 120
        while not answers(port) and time.monotonic() < deadline:
            time.sleep(0.2)
        asked = HTTPConnection("127.0.0.1", port, timeout=60)
        headers = {"Host": "overstap.example.be", "X-Forwarded-For": "203.0.113.9"}
        asked.request("GET", "/uitnodiging/", headers=headers | {"X-Forwarded-Proto": "https"})
        answer = asked.getresponse()
        assert (answer.status, answer.read()[:15]) == (200, b"<!doctype html>")
        asked.request("GET", "/", headers=headers | {"X-Forwarded-Proto": "http"})
        answer = asked.getresponse()
        assert (answer.status, answer.read()) == (301, b"")
        asked.close()
        assert [one.poll() for one in running] == [None, None]
    finally:
        for one in running:
            one.terminate()
        for one in running:
            one.wait(60)


def test_retention_runs_as_its_unit_says(machine: Path, server: Cluster) -> None:
    with started("overstap-retention.service", machine, server, 0) as run:
        assert run.wait(120) == 0
    assert unit("overstap-retention.service")["User"] != unit("overstap-serve.service")["User"]


# Steps of the container file that are not repeated here, with the reason.
IMAGE_LEFT_OUT = {
    "pip install --no-cache-dir --require-hashes": "the packages of the tests, by the same lock",
    "useradd": "root: makes a user of the image",
}


def test_the_steps_of_the_container_file_make_a_program_that_runs(tmp_path: Path) -> None:
    """COPY and RUN as the file has them, in an empty folder; packages are those of the tests."""
    steps = (DEPLOY / "Containerfile").read_text().replace("\\\n", " ").splitlines()
    place = tmp_path / "opt"
    place.mkdir()
    for step in steps:
        verb, _, rest = step.partition(" ")
        if verb == "COPY":
            *sources, target = rest.split()
            for source in sources:
                copy(ROOT / source, place / target)
        elif verb == "RUN" and not any(rest.startswith(words) for words in IMAGE_LEFT_OUT):
            install(rest, place, tmp_path / "site")
    code = "from overstap.cli import main; main(['--help'])"
    done = subprocess.run(
        [sys.executable, "-P", "-c", code],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "first-admin" in done.stdout
    for name in (
        "overstap/access/sql/superuser/roles.sql",
        "overstap/ui/templates",
        "overstap/reference/data/countries.csv",
        "overstap_cohorts/__init__.py",
        "overstap_paper",
    ):
        assert (tmp_path / "site" / name).exists(), name
    assert [s for s in steps if s.startswith("USER")] == ["USER overstap"]


def copy(source: Path, target: Path) -> None:
    if source.is_dir():
        skip = shutil.ignore_patterns("__pycache__", "*.egg-info", "build")
        shutil.copytree(source, target, ignore=skip, dirs_exist_ok=True)
        return
    if str(target).endswith("/") or target.is_dir():
        target = target / source.name
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, target)


def install(command: str, place: Path, site: Path) -> None:
    """`pip install …` of the file: the wheel of each source, unpacked into a folder of its own."""
    words = shlex.split(command)
    assert words[:2] == ["pip", "install"], f"an unknown step: {command}"
    build = "import sys; from setuptools.build_meta import build_wheel; build_wheel(sys.argv[1])"
    for source in (word for word in words[2:] if not word.startswith("-")):
        wheels = Path(tempfile.mkdtemp(dir=place))
        subprocess.run(
            [sys.executable, "-c", build, str(wheels)],
            cwd=place / source,
            check=True,
            capture_output=True,
        )
        for wheel in wheels.glob("*.whl"):
            zipfile.ZipFile(wheel).extractall(site)
