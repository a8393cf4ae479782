"""Files that a command is told to read: regular ones, and nothing else."""

import os
import stat
from pathlib import Path
from typing import BinaryIO

from overstap.kernel.refusals import Refusal


def open_regular(path: Path) -> BinaryIO:
    """Open a file to read its bytes; a link to one is well too.

    A pipe that nobody writes to would hold the command for ever, a device may answer without end
    or do something by being opened, a folder is no list. Raises Refusal; no name stands in it.
    """
    try:
        # Looked at before it is opened: opening a device may do something by itself.
        _refuse_other(path.stat().st_mode)
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError):
        raise Refusal(
            "Dit bestand kan niet gelezen worden. Controleer of het er staat en of je het mag"
            " lezen.",
            code="no_file",
        ) from None
    try:
        # Again on what was really opened: it may have been put in its place meanwhile.
        _refuse_other(os.fstat(handle).st_mode)
    except Refusal:
        os.close(handle)
        raise
    return os.fdopen(handle, "rb")


def _refuse_other(mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise Refusal("Dit is een map. Geef het bestand zelf.", code="not_a_file")
    if not stat.S_ISREG(mode):
        raise Refusal(
            "Dit is geen gewoon bestand (een pijp of een toestel). Bewaar de inhoud eerst in een"
            " bestand.",
            code="not_a_file",
        )
