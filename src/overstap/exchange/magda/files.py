"""Reading a directory of messages, one file at a time: one bad file never stops the rest."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from overstap.exchange.magda.xml import Limits, UnreadableMessage, read_file

__all__ = ["FileOutcome", "insz_from_name", "read_each"]


class FileOutcome[T](NamedTuple):
    """One file: its name, and either the answer or the problem."""

    name: str
    answer: T | None
    problem: UnreadableMessage | None


def insz_from_name(name: str) -> str | None:
    """The INSZ asked, when a file is named INSZ.xml: 11 digits with a right check.

    A file name is only a hint; names that are no INSZ ('notfound.xml') give None.
    """
    stem = Path(name).stem
    if len(stem) != 11 or not (stem.isascii() and stem.isdigit()):
        return None
    check = int(stem[9:])
    before_2000, from_2000 = int(stem[:9]), int("2" + stem[:9])
    return stem if check in (97 - before_2000 % 97, 97 - from_2000 % 97) else None


def read_each[T](
    path: str | os.PathLike[str],
    read: Callable[[bytes, str | None], T],
    *,
    limits: Limits | None = None,
) -> Iterator[FileOutcome[T]]:
    """Yield each .xml file of a directory in the order of its name, read with `read(data, insz)`.

    Lazily: one message in memory at a time. Hidden files, folders and other extensions are passed
    over; symlinks, pipes and too large files are given as problems.
    Raises UnreadableMessage when the directory itself cannot be listed.
    """
    try:
        with os.scandir(path) as entries:
            names = sorted(
                entry.name
                for entry in entries
                if entry.name.lower().endswith(".xml")
                and not entry.name.startswith(".")
                and not entry.is_dir(follow_symlinks=False)
            )
    except (OSError, ValueError):
        raise UnreadableMessage(
            "no_directory", "Deze map kan niet gelezen worden. Controleer het pad en je rechten."
        ) from None
    for name in names:
        shown = name.encode("utf-8", "replace").decode("utf-8")
        try:
            data = read_file(Path(path, name), limits=limits)
            yield FileOutcome(shown, read(data, insz_from_name(name)), None)
        except UnreadableMessage as problem:
            yield FileOutcome(shown, None, problem)
