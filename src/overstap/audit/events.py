"""Declared events: a name, the Dutch words that the young person reads, and what it keeps.

`{who}` is the staff member or "jij", `{organisation}` the organisation. An event that is not
declared cannot be recorded.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Declared:
    """One kind of log row. `detail` names the only keys of its detail: codes, no text.

    `by_database`: a database function writes it, which knows that it happened; the server may not.
    """

    name: str
    wording: str
    detail: frozenset[str] = frozenset()
    by_database: bool = False


DECLARED: dict[str, Declared] = {}


def declare(name: str, wording: str, *detail: str, by_database: bool = False) -> Declared:
    """Declares an event; each room declares its own in its `events.py`, imported by its apps."""
    if name in DECLARED:
        raise ValueError(f"event {name} is declared twice")
    DECLARED[name] = Declared(name, wording, frozenset(detail), by_database)
    return DECLARED[name]


# Looks: what was opened.
declare("file_opened", "{who} opende je dossier.")
declare("group_opened", "{who} las in je dossier: {group}.", "group", "hidden")
declare("document_opened", "{who} opende een document over jou.", "kind")
declare("export_made", "{who} haalde een lijst of bestand op waarin je staat.", "kind", "count")
# Events that the database records by itself.
declare("person_created", "{organisation} startte een dossier voor jou.", by_database=True)
declare("link_asked", "Een organisatie vroeg om met jou te mogen werken.", by_database=True)
declare("link_answered", "Er is geantwoord op de vraag van een organisatie.", by_database=True)
