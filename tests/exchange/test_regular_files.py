"""A command reads regular files only: nothing that hangs, and nothing that is a device."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from overstap.exchange.registers.reading import open_register
from overstap.exchange.tabular.reading import open_table
from overstap.kernel.files import open_regular
from overstap.kernel.refusals import Refusal

MAKE: dict[str, Callable[[Path], object]] = {
    "a pipe": os.mkfifo,
    "a folder": Path.mkdir,
    "a link to a device": lambda path: path.symlink_to("/dev/zero"),
    "a link to nothing": lambda path: path.symlink_to("nergens"),
    "nothing": lambda path: None,
}


@pytest.mark.parametrize("kind", MAKE)
def test_what_is_no_regular_file_is_refused_at_once(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "lijst van Amina.csv"
    MAKE[kind](path)
    for read in (
        open_regular,
        open_table,
        lambda one: open_register(one, source="proef").__enter__(),
    ):
        with pytest.raises(Refusal) as refused:
            read(path)
        assert "Amina" not in refused.value.sentence


def test_a_device_itself_is_refused() -> None:
    with pytest.raises(Refusal, match="geen gewoon bestand"):
        open_regular(Path("/dev/zero"))


def test_a_pipe_on_a_link_is_refused_and_a_file_behind_a_link_is_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pijp")
    (tmp_path / "naar de pijp").symlink_to("pijp")
    with pytest.raises(Refusal, match="geen gewoon bestand"):
        open_regular(tmp_path / "naar de pijp")
    (tmp_path / "echt").write_bytes(b"naam;voornaam\n")
    (tmp_path / "naar echt").symlink_to("echt")
    with open_regular(tmp_path / "naar echt") as stream:
        assert stream.read() == b"naam;voornaam\n"


def test_a_file_without_the_right_to_read_it_is_refused_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "lijst.csv"
    path.write_bytes(b"x")
    path.chmod(0)
    code = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from overstap.kernel.files import open_regular\n"
        "os.setuid(65534) if os.geteuid() == 0 else None\n"
        "open_regular(Path(sys.argv[1]))\n"
    )
    tmp_path.chmod(0o755)
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False
    )
    assert "Dit bestand kan niet gelezen worden" in done.stderr
