"""Writes `docs/register.md`: what is kept of whom, on what ground, how long, and who reads it.

The register of processing that a controller keeps (GDPR, article 30), from `whose` of the models.
"""

from collections.abc import Iterator
from pathlib import Path

from django.db import models

from overstap.access.libraries import TABLES
from overstap.config.stored_sql.owning import declared
from overstap.desk.queries.kept.reasons import seen_by
from overstap.kernel.whose import (
    Deleted,
    Emptied,
    Forgetting,
    GoesAlong,
    Kept,
    Merging,
    Moves,
    MovesAlone,
    Nobody,
    Stays,
    Unnamed,
    Whose,
)

PATH = Path(__file__).resolve().parents[4] / "docs" / "register.md"
HEAD = """\
# What is kept of whom

Written by `make sql` from `whose` of the models (`kernel/whose.py`, ADR 41); a test compares.
Ground and term are rows of `access_setting`, with a period and a source. Who reads a row follows
from `access` (ADR 40), and stands here as the young person reads it. What *copy* says goes to the
person named, as *Alles wat Overstap over jou bewaart*; whoever acts (*acts*) reads there how often
and when.

## About somebody

| table | about | ground | term | read by | copy | two records become one | forgetting |
|---|---|---|---|---|---|---|---|
"""
MIDDLE = """
## Not in a copy

| table | what it holds | ground | term | forgetting |
|---|---|---|---|---|
"""
END = """
## About nobody

| table | what it holds |
|---|---|
"""


def written() -> str:
    """The whole page."""
    rows = [(model._meta.db_table, model, one) for model, one in declared()]
    about = [_about(table, model, one) for table, model, one in rows if isinstance(one, Whose)]
    others = [(table, one) for table, _model, one in rows] + list(TABLES.items())
    unnamed = [
        f"| `{table}` | {one.reason} | `{one.basis}` | {_names(one.kept)} |"
        f" {_forgotten(one.forgotten)} |"
        for table, one in others
        if isinstance(one, Unnamed)
    ]
    nobody = [f"| `{table}` | {one.reason} |" for table, one in others if isinstance(one, Nobody)]
    return "\n".join(
        [HEAD + "\n".join(about), MIDDLE + "\n".join(unnamed), END + "\n".join(nobody), ""]
    )


def _about(table: str, model: type[models.Model], whose: Whose) -> str:
    return (
        f"| `{table}` | {'; '.join(_whom(whose))} | `{whose.basis}` | {_names(whose.kept)} |"
        f" {seen_by(model, whose, young=whose.is_about_young_people)} |"
        f" {'; '.join(_copy(whose))} | {_merged(whose.merged)} | {_forgotten(whose.forgotten)} |"
    )


def _whom(whose: Whose) -> Iterator[str]:
    if whose.person:
        yield f"young person ({_names(whose.person)})"
    if whose.found:
        yield "young person (found by a print or a match)"
    if whose.guardian:
        yield f"guardian ({_names(whose.guardian)})"
    if whose.account:
        yield f"account ({_names(whose.account)})"
    if whose.acts:
        yield f"acts ({_names(' '.join(whose.actors))})"


def _copy(whose: Whose) -> Iterator[str]:
    if whose.no_copy:
        yield f"no: {whose.no_copy}"
    elif whose.is_about_young_people:
        out = "; ".join(f"not {name}: {why}" for name, why in whose.secret.items())
        yield "young person: all of it" + (f", {out}" if out else "")
    if whose.guardian_gets:
        yield f"guardian: {_names(whose.guardian_gets)}"
    if whose.account_gets:
        yield f"account: {_names(whose.account_gets)}"
    if not (whose.is_about_young_people or whose.account_gets or whose.guardian_gets):
        yield "how often and when"


def _merged(merged: Merging | None) -> str:
    match merged:
        case Moves(same):
            return "own rows move" + (f", unless the same {_names(same)}" if same else "")
        case MovesAlone():
            return "moves where nobody else reads either record"
        case GoesAlong(table):
            return f"goes along with `{table}`"
        case Stays(reason):
            return f"stays: {reason}"
    return "–"


def _forgotten(forgotten: Forgetting) -> str:
    match forgotten:
        case Deleted():
            return "deleted"
        case Emptied(columns, reason):
            return f"{_names(columns)} emptied or deleted: {reason}"
        case Kept(reason):
            return f"kept: {reason}"


def _names(columns: str) -> str:
    return ", ".join(f"`{name}`" for name in columns.split())


def write() -> list[Path]:
    """Write the page when it differs."""
    text = written()
    if PATH.exists() and PATH.read_text("utf-8") == text:
        return []
    PATH.write_text(text, encoding="utf-8")
    return [PATH]
