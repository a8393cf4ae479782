"""The demo: invented people in every situation that the system knows.

The same seed gives the same people; dates follow the day of loading.
"""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from django.db import connection, transaction

from overstap.home.models import Persona
from overstap.organisations.services import load as load_organisations
from overstap.people.models import Person
from overstap.reference.services import load as load_reference

__all__ = ["SIZES", "Size", "feed", "load", "personas"]

SEED = 20_261


@dataclass(frozen=True)
class Size:
    """How many young people, in how many centres."""

    people: int
    centres: int


SIZES = {"small": Size(300, 5), "region": Size(9_000, 12)}


def personas() -> list[Persona]:
    """Who anyone may sign in as, in the order of the page; empty outside a demo."""
    return list(Persona.objects.select_related("user"))


@contextmanager
def _no_collection() -> Iterator[None]:
    """Looking for garbage among a quarter of a million living rows costs a third of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def feed() -> None:
    """Imports messages, reminds who has few days left to read, and makes an extract, after `load`,
    as role system: the owner never reads through the rights."""
    import_module("overstap.handover.tasks").remind_all()
    import_module("overstap.home.demo.messages").feed()
    import_module("overstap.home.demo.research").feed()


def load(size: str = "small", *, seed: int = SEED) -> None:
    """Fills an empty database, in one transaction. Run by the owner of the tables.

    Raises KeyError for an unknown size, RuntimeError when people stand there already: a demo
    never mixes with other data.
    """
    wanted = SIZES[size]
    if Person.objects.exists():
        raise RuntimeError("the database is not empty")
    # The server shows personas and never makes anybody: it need not read the generator.
    make = import_module("overstap.home.demo.making").make
    shared = Path(os.environ.get("OVERSTAP_SHARED", Path.cwd().parent / "shared"))
    with transaction.atomic():
        with connection.cursor() as cursor:
            # The limit of the server's own requests is not for a bulk load.
            cursor.execute("set local statement_timeout = 0")
        beside = shared if shared.is_dir() else None
        load_reference(shared=beside)
        load_organisations(shared=beside)
        with _no_collection():
            make(wanted, seed)
    with connection.cursor() as cursor:
        # Plans are made on counts: without this the first pages are slow.
        cursor.execute("analyze")
