"""`overstap evaluate` as a researcher runs it: no database, no web server, no Django."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from overstap.cli import main
from overstap_cohorts.running.folders import result_folder
from tests.cohorts.alike import people

# Whoever asks for Django in this process gets an error.
WITHOUT_DJANGO = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split('.')[0] in ('django', 'psycopg'):
            raise ImportError(name + ' is blocked')
sys.meta_path.insert(0, Blocked())
from overstap.cli import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    columns = people(1, n=1500).columns()
    columns |= {"treated": columns["treated"].astype(int), "id": np.arange(1500)}
    columns["twice"] = np.random.default_rng(1).normal(size=1500)
    path = tmp_path / "flat.parquet"
    pq.write_table(pa.table(columns), path)
    return path


def _asked(table: Path, out: Path, *more: str) -> list[str]:
    asked = ["evaluate", "--data", str(table), "--key", "id", "--treatment", "treated"]
    asked += ["--outcome", "outcome,twice", "--covariates", "gender,level,age"]
    return [*asked, "--out", str(out), "--quiet", *more]


def test_a_quick_look_runs_with_django_blocked(table: Path, tmp_path: Path) -> None:
    out = tmp_path / "uit"
    command = [sys.executable, "-c", WITHOUT_DJANGO, *_asked(table, out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "treated · outcome · aipw (att):" in done.stdout
    found = json.loads((out / "report" / "estimates.json").read_text())
    assert {item["outcome"] for item in found["estimates"]} == {"outcome", "twice"}


def test_the_result_stands_in_two_folders(table: Path, tmp_path: Path) -> None:
    out = tmp_path / "uit"
    assert main(_asked(table, out, "--method", "difference,aipw,psm")) == 0
    names = {path.name for path in (out / "report").iterdir()}
    assert names == {"report.html", "report.pdf", "estimates.json", "balance.csv"}
    assert (out / "private").stat().st_mode & 0o777 == 0o700
    assert (out / ".stages").stat().st_mode & 0o777 == 0o700
    assert (out / "private" / "UNTIL").exists()
    run = json.loads((out / "run.json").read_text())
    assert set(run["inputs"]) == {"flat.parquet"}
    assert str(tmp_path) not in (out / "run.json").read_text()
    assert not (out / ".part").exists()


def test_the_same_inputs_give_the_same_bytes(table: Path, tmp_path: Path) -> None:
    for number, threads in enumerate(("1", "2")):
        more = ("--threads", threads, "--method", "difference,regression,cem,psm,ipw,aipw")
        assert main(_asked(table, tmp_path / str(number), *more)) == 0
    for name in ("estimates.json", "balance.csv"):
        one, two = (tmp_path / str(number) / "report" / name for number in range(2))
        assert one.read_bytes() == two.read_bytes()


def test_a_csv_gives_what_its_parquet_gives(table: Path, tmp_path: Path) -> None:
    plain = tmp_path / "flat.csv"
    pyarrow.csv.write_csv(pq.read_table(table).drop(["twice"]), plain)
    asked = [part.replace("outcome,twice", "outcome") for part in _asked(table, tmp_path / "a")]
    assert main(asked) == 0
    asked = [str(plain) if part == str(table) else part for part in asked]
    asked[asked.index(str(tmp_path / "a"))] = str(tmp_path / "b")
    assert main(asked) == 0
    estimates = [
        json.loads((tmp_path / folder / "report" / "estimates.json").read_text())["estimates"]
        for folder in "ab"
    ]
    assert estimates[0] == estimates[1]


def test_what_is_wrong_is_a_sentence_and_exit_code_1(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate"]) == 1
    assert "--data, --treatment, --outcome" in capsys.readouterr().err
    assert main(_asked(table, tmp_path / "uit", "--method", "toveren")) == 1
    assert "Toegelaten: difference" in capsys.readouterr().err
    assert main(_asked(table, tmp_path / "uit", "--memory", "weinig")) == 1
    assert "--memory" in capsys.readouterr().err
    assert main(_asked(tmp_path / "nergens.parquet", tmp_path / "uit")) == 1
    assert "nergens.parquet" in capsys.readouterr().err
    broken = tmp_path / "stuk.parquet"
    broken.write_bytes(table.read_bytes()[:2000])
    assert main(_asked(broken, tmp_path / "uit")) == 1
    assert "stuk.parquet" in capsys.readouterr().err
    assert not (tmp_path / "uit" / "report").exists()


def test_the_terminal_shows_no_more_than_the_report_may(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rng = np.random.default_rng(3)
    treated, rare = rng.permutation([1] * 200 + [0] * 800), np.zeros(1000, dtype=int)
    rare[np.flatnonzero(treated)[:4]] = 1
    rare[np.flatnonzero(treated == 0)[:60]] = 1
    words = [str(value) for value in treated]
    words[5] = "misschien"
    columns = {"treated": words, "rare": rare, "common": rng.integers(0, 2, 1000)}
    columns |= {"id": np.arange(1000), "gender": ["m", "f"] * 500}
    pq.write_table(pa.table(columns), tmp_path / "flat.parquet")
    asked = ["evaluate", "--data", str(tmp_path / "flat.parquet"), "--key", "id", "--quiet"]
    asked += ["--treatment", "treated", "--outcome", "rare,common", "--covariates", "gender"]
    asked += ["--method", "difference,aipw", "--set-aside", "--out", str(tmp_path / "uit")]
    assert main(asked) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line.startswith("treated · common · difference (")]
    told = [line for line in lines if line.startswith("treated · rare")]
    assert len(told) == 2
    assert not any("[" in line or " 4 " in line for line in told)
    assert "treated · rare · difference: Een van de groepen" in told[0] + told[1]
    assert "Weggelaten: treated is geen 0 of 1: <10" in lines


def test_a_study_and_a_quick_look_are_not_mixed(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study = tmp_path / "studie.toml"
    study.write_text(
        'title = "Plat"\ntreatments = ["treated"]\noutcomes = ["outcome"]\n'
        f'covariates = ["gender"]\n[data]\nfile = "{table.name}"\nkey = "id"\n'
    )
    out = ["--out", str(tmp_path / "uit"), "--quiet"]
    assert main(["evaluate", str(study), "--method", "ipw", "--set-aside", *out]) == 1
    assert "--method, --set-aside geldt voor een snelle blik" in capsys.readouterr().err
    assert main(["evaluate", str(study), "--language", "en", *out]) == 0
    assert '<html lang="en">' in (tmp_path / "uit" / "report" / "report.html").read_text()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--covariates", "gender,outcome"), "--covariates: outcome is ook de uitkomst"),
        (("--covariates", "gender,gender"), "--covariates: gender staat er twee keer"),
        (("--outcome", "treated"), "--outcome: treated is ook de behandeling"),
    ],
)
def test_a_column_has_one_part_to_play(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], more: tuple[str], said: str
) -> None:
    assert main(_asked(table, tmp_path / "uit", *more)) == 1
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("more", [("--threshold", "0"), ("--threads", "0")])
def test_a_threshold_and_threads_count_from_one(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], more: tuple[str]
) -> None:
    with pytest.raises(SystemExit):
        main(_asked(table, tmp_path / "uit", *more))
    assert "geef een getal vanaf 1" in capsys.readouterr().err


def test_an_example_is_written_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["evaluate", "--init"]) == 0
    assert (tmp_path / "studie.toml").read_text().startswith("# Een studie")
    assert main(["evaluate", "--init"]) == 1
    assert "bestaat al" in capsys.readouterr().err


def test_ctrl_c_leaves_nothing_half_written(
    table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from overstap_cohorts import evaluating

    out = tmp_path / "uit"
    assert main(_asked(table, out)) == 0
    before = (out / "report" / "estimates.json").read_bytes()

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(evaluating, "write_report", stopped)
    assert main(_asked(table, out, "--estimand", "ate")) == 130
    assert (out / "report" / "estimates.json").read_bytes() == before
    assert not (out / ".part").exists()


def test_curves_follow_a_time_and_its_event(table: Path, tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    columns = {name: pq.read_table(table)[name] for name in ("id", "treated", "gender", "age")}
    columns |= {"months": rng.integers(1, 20, 1500), "left": rng.integers(0, 2, 1500)}
    pq.write_table(pa.table(columns), tmp_path / "times.parquet")
    study = tmp_path / "studie.toml"
    study.write_text(
        'title = "Duur"\ntreatments = ["treated"]\ncovariates = ["gender", "age"]\n'
        '[data]\nfile = "times.parquet"\nkey = "id"\n'
        '[[outcomes]]\nname = "months"\nevent = "left"\nmonths = 12\n'
    )
    out = tmp_path / "uit"
    assert main(["evaluate", str(study), "--out", str(out), "--quiet"]) == 0
    found = json.loads((out / "report" / "estimates.json").read_text())
    curves = found["diagnostics"]["curves"]
    assert [curve["group"] for curve in curves] == ["treated", "comparison"]
    assert curves[0]["share"][0] == 1.0
    methods = [item["method"] for item in found["estimates"]]
    assert methods == ["aipw", "restricted-mean"]


def test_two_runs_into_one_folder_do_not_mix(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "uit"
    with result_folder(out) as part:
        (part / "run.json").write_text("{}")
        assert main(_asked(table, out)) == 1
        assert "loopt al een studie" in capsys.readouterr().err
        # What the first had written is still there.
        assert (part / "run.json").read_text() == "{}"
    assert main(_asked(table, out)) == 0


@pytest.mark.parametrize("name", ["report", "private"])
def test_a_folder_of_somebody_else_is_left_alone(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    out = tmp_path / "werk"
    (out / name).mkdir(parents=True)
    (out / name / "mijn.txt").write_text("van mij")
    assert main(_asked(table, out)) == 1
    assert f"met de naam {name}" in capsys.readouterr().err
    assert [path.name for path in out.rglob("*")] == [name, "mijn.txt"]


def test_a_file_or_a_link_is_no_folder_for_a_result(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(_asked(table, table)) == 1
    assert "is geen map" in capsys.readouterr().err
    out = tmp_path / "uit"
    assert main(_asked(table, out)) == 0
    (out / "report").rename(tmp_path / "elders")
    (out / "report").symlink_to(tmp_path / "elders")
    assert main(_asked(table, out)) == 1
    assert len(list((tmp_path / "elders").iterdir())) == 4


def test_a_disk_that_is_full_is_said(
    table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from overstap_cohorts import evaluating

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(evaluating, "write_report", full)
    assert main(_asked(table, tmp_path / "uit")) == 1
    assert os.strerror(errno.ENOSPC) in capsys.readouterr().err
    assert not (tmp_path / "uit" / "report").exists()


def test_a_pattern_stands_for_several_files(table: Path, tmp_path: Path) -> None:
    whole = pq.read_table(table)
    (tmp_path / "delen").mkdir()
    for part, rows in enumerate((whole.slice(0, 700), whole.slice(700))):
        pq.write_table(rows, tmp_path / "delen" / f"{part}.parquet")
    assert main(_asked(tmp_path / "delen" / "*.parquet", tmp_path / "a")) == 0
    assert main(_asked(table, tmp_path / "b")) == 0
    one, two = (
        json.loads((tmp_path / folder / "report" / "estimates.json").read_text())["estimates"]
        for folder in "ab"
    )
    assert one == two


def test_two_treatments_of_nearly_one_name_are_refused(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    columns = pq.read_table(table)
    columns = columns.append_column("Treated", columns["treated"])
    pq.write_table(columns, tmp_path / "twee.parquet")
    asked = _asked(tmp_path / "twee.parquet", tmp_path / "uit")
    asked[asked.index("treated")] = "treated,Treated"
    assert main(asked) == 1
    assert "treated en Treated verschillen te weinig" in capsys.readouterr().err


@pytest.mark.parametrize("amount", ["nan", "inf", "1e9", "100MB"])
def test_an_amount_of_memory_that_is_none_is_refused(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], amount: str
) -> None:
    assert main(_asked(table, tmp_path / "uit", "--memory", amount)) == 1
    assert f"--memory {amount}" in capsys.readouterr().err
