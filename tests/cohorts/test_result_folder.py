"""The folder of a result: of one run, whole, and of a refused study nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pytest

from overstap.cli import main
from overstap_cohorts.refusals import StudyRefused
from overstap_cohorts.running.folders import RESULT, STAGES, result_folder

# For every change of a name: a process that writes a result and is killed just before it.
KILLED = """
import os, sys
from pathlib import Path
from tests.cohorts.test_result_folder import RENAMES, written

real = os.rename
for moment in range(RENAMES + 1):
    process = os.fork()
    if process:
        print(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
        continue
    left = iter(range(moment, -1, -1))
    os.rename = lambda *names: real(*names) if next(left) else os._exit(9)
    written(Path(sys.argv[1]) / str(moment), "nieuw")
    os._exit(0)
"""
RENAMES = 1 + 2 * len(RESULT)


def written(out: Path, text: str) -> None:
    with result_folder(out) as part:
        for name in RESULT:
            if "." in name:
                (part / name).write_text(text)
            else:
                (part / name).mkdir()
                (part / name / "in").write_text(text)


def _texts(out: Path) -> dict[str, str]:
    """What each part of the result in `out` says; without those that are not there."""
    paths = {name: out / name if "." in name else out / name / "in" for name in RESULT}
    return {name: path.read_text() for name, path in paths.items() if path.exists()}


def _next_run_refuses(out: Path) -> None:
    with pytest.raises(StudyRefused), result_folder(out):
        raise StudyRefused("no-report")


def _counted_until_full(out: Path) -> None:
    with result_folder(out):
        (out / STAGES / "lives.parquet").write_bytes(b"geteld")
        raise StudyRefused("memory")


def test_who_is_killed_in_the_middle_leaves_parts_of_one_result(tmp_path: Path) -> None:
    outs = [tmp_path / str(moment) for moment in range(RENAMES + 1)]
    for out in outs:
        written(out, "oud")
    command = [sys.executable, "-c", KILLED, str(tmp_path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["9"] * RENAMES + ["0"]
    for moment, out in enumerate(outs):
        assert len(set(_texts(out).values())) <= 1, moment
        # Whatever the next run does, what was ready is put in place first.
        _next_run_refuses(out)
        assert _texts(out) == dict.fromkeys(RESULT, "nieuw" if moment else "oud"), moment
        assert {path.name for path in out.iterdir()} == {*RESULT, STAGES}


@pytest.mark.parametrize("moment", range(RENAMES))
def test_who_interrupts_while_parts_are_put_in_place_finds_the_result_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    out = tmp_path / "uit"
    written(out, "oud")
    real, left = os.rename, iter(range(moment, -2, -1))

    def rename(*names: Path) -> None:
        if next(left, 1) == 0:
            raise KeyboardInterrupt
        real(*names)

    with monkeypatch.context() as patched:
        patched.setattr(os, "rename", rename)
        with pytest.raises(KeyboardInterrupt):
            written(out, "nieuw")
    assert _texts(out) == dict.fromkeys(RESULT, "oud" if moment == 0 else "nieuw")
    assert {path.name for path in out.iterdir()} == {*RESULT, STAGES}


def _asked(file: Path, out: Path) -> list[str]:
    asked = ["evaluate", "--data", str(file), "--treatment", "t", "--outcome", "y", "--quiet"]
    return [*asked, "--method", "difference", "--out", str(out)]


@pytest.fixture
def fitting(tmp_path: Path) -> Path:
    path = tmp_path / "goed.csv"
    pyarrow.csv.write_csv(pa.table({"t": [0, 1] * 100, "y": [0, 0, 1, 1] * 50}), path)
    return path


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    path = tmp_path / "fout.csv"
    pyarrow.csv.write_csv(pa.table({"t": [0, 2] * 100, "y": [0, 1] * 100}), path)
    return path


def test_a_refused_study_leaves_nothing(
    tmp_path: Path, wrong: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(_asked(wrong, tmp_path / "uit")) == 1
    assert "t is geen 0 of 1: 100 rij(en)" in capsys.readouterr().err
    assert not (tmp_path / "uit").exists()
    # A folder that was there before stays.
    (tmp_path / "uit").mkdir()
    assert main(_asked(wrong, tmp_path / "uit")) == 1
    assert list((tmp_path / "uit").iterdir()) == []


def test_a_refused_study_leaves_an_earlier_result_and_its_stages(
    tmp_path: Path, fitting: Path, wrong: Path
) -> None:
    out = tmp_path / "uit"
    assert main(_asked(fitting, out)) == 0
    before = sorted(path.relative_to(out) for path in out.rglob("*"))
    assert any(path.suffix == ".parquet" for path in (out / STAGES).iterdir())
    assert main(_asked(wrong, out)) == 1
    assert sorted(path.relative_to(out) for path in out.rglob("*")) == before


def test_a_study_without_room_finds_its_stages_again(tmp_path: Path) -> None:
    out = tmp_path / "uit"
    with pytest.raises(StudyRefused):
        _counted_until_full(out)
    assert (out / STAGES / "lives.parquet").read_bytes() == b"geteld"
    _next_run_refuses(out)
    assert (out / STAGES / "lives.parquet").exists()
