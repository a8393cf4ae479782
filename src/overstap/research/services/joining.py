"""Joining a register with an extract that is being made, inside its one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import ProgrammingError, connection

from overstap.audit.services import record_event
from overstap.kernel.refusals import Refusal
from overstap.research.characteristics import KNOWN, Register, Row, Wrong, refuse_wrong
from overstap.research.models import Extract


@contextmanager
def joined(extract: Extract, register: Register | None) -> Iterator[None]:
    """Inside, the database joins the register's rows with the people of the extract.

    They stand in a temporary table that goes at the end, or with the transaction. Raises Refusal.
    """
    if register is None:
        yield
        return
    _open(extract.pk)
    _bring(register)
    _check(register)
    yield
    with connection.cursor() as cursor:
        cursor.execute("select rights.drop_register()")
    record_event(
        "characteristics_joined",
        organisation=extract.organisation_id,
        object=extract.pk,
        purpose="research",
        columns=list(register.columns),
    )


def _open(extract_id: UUID) -> None:
    with connection.cursor() as cursor:
        try:
            cursor.execute("select rights.open_register(%s)", [extract_id])
        except ProgrammingError as error:
            if not str(error).startswith("no_temporary"):
                raise
            raise Refusal(
                "De databank kan nog geen register samenvoegen. Laat de beheerder database.sql"
                " opnieuw uitvoeren (docs/howto/production.md).",
                code="no_temporary",
            ) from error


def _bring(register: Register) -> None:
    """COPY, so that the rows are never all in memory."""
    statement = f"copy pg_temp.register (place, number_hash, {', '.join(KNOWN)}, more) from stdin"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types(["int4", *["text"] * 4, "text[]"])
        for row in register.rows:
            copy.write_row(_cells(register, row))


def _cells(register: Register, row: Row) -> list[object]:
    values = dict(zip(register.columns, row.values, strict=True))
    known = [values.get(name) for name in KNOWN]
    return [row.place, row.number_hash, *known, [values[name] for name in register.further]]


def _check(register: Register) -> None:
    """What is wrong is refused, or left out and told; who is not here is told only."""
    with connection.cursor() as cursor:
        cursor.execute("select * from rights.join_register()")
        twice, twice_places, unknown, unknown_places = cursor.fetchone()
    again = Wrong("deze jongere stond er al (de eerste rij telt)", twice, twice_places)
    register.wrong.append(again)
    if not register.set_aside:
        refuse_wrong(register.wrong)
    register.wrong.append(
        Wrong("niemand in het platform heeft dit nummer", unknown, unknown_places)
    )
