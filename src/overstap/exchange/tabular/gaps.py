"""What people and programs write in a cell when there is nothing to write. Pure functions."""

from enum import StrEnum

from .workbooks import Cell, ErrorCell


class Gap(StrEnum):
    EMPTY = "empty"
    NONE = "none"
    """'-' or '.': there is none (of somebody with one name, the other)."""
    UNKNOWN = "unknown"
    """'onbekend', NULL, #N/B: there may be one, but this list does not know it."""
    ERROR = "error"
    """The spreadsheet program could not work the cell out."""


_SIGNS = frozenset("-–—‐‑._/\\*'’")
_WORDS = frozenset(
    {
        "n.v.t",
        "n.v.t.",
        "n v t",
        "nvt",
        "n/a",
        "n.a",
        "n.b",
        "niet van toepassing",
        "onbekend",
        "ongekend",
        "niet gekend",
        "niet bekend",
        "niet ingevuld",
        "nog niet gekend",
        "nog in te vullen",
        "nog te bepalen",
        "geen",
        "leeg",
        "blanco",
        "unknown",
        "none",
        "nan",
        "undefined",
        "inconnu",
        "inconnue",
        "néant",
        "neant",
        "tbd",
        "nnb",
        "nog niet bekend",
        "empty",
        "blank",
    }
)
# Null is a family name too: only as programs write it.
_NULLS = frozenset({"NULL", "null", "(null)", "<null>", "[null]", "(NULL)", "<NULL>", "\\N"})
_LONGEST = 24
# Results of formulas, in the languages of the spreadsheet programs that schools use.
_FORMULA_ERRORS = frozenset(
    {
        *("#N/B", "#N/A", "#N/D", "#NV", "#NB", "#N/B!", "#N/A!"),
        *("#VERW!", "#REF!", "#BEZUG!", "#REF"),
        *("#WAARDE!", "#VALUE!", "#VALEUR!", "#WERT!"),
        *("#NAAM?", "#NAME?", "#NOM?", "#DEEL/0!", "#DIV/0!", "#GETAL!", "#NUM!", "#NOMBRE!"),
        *("#LEEG!", "#NULL!", "#NUL!", "#OVERLOOP!", "#SPILL!", "#CALC!", "#BEREKENEN!"),
        *("#BLOKKEREN!", "#BLOCKED!", "#VERBINDEN!", "#CONNECT!", "#VELD!", "#FIELD!", "#FOUT"),
    }
)


def gap_of(cell: Cell) -> Gap | None:
    """Which kind of nothing a cell holds; None when it says something."""
    if cell is None:
        return Gap.EMPTY
    if isinstance(cell, ErrorCell):
        return Gap.ERROR
    return _of_text(cell.strip()) if isinstance(cell, str) and len(cell) <= _LONGEST else None


def _of_text(text: str) -> Gap | None:
    if not text:
        return Gap.EMPTY
    if text[0].isalnum() or text[0] in "([<":
        # Names, numbers, dates: by far the most cells, and one look decides.
        unsaid = text.casefold().strip(" .()[]<>") in _WORDS or text in _NULLS
        return Gap.UNKNOWN if unsaid else None
    if set(text) <= _SIGNS:
        return Gap.NONE
    unsaid = text in _NULLS or text.upper() in _FORMULA_ERRORS or set(text) <= {"?", "#"}
    return Gap.UNKNOWN if unsaid else None
