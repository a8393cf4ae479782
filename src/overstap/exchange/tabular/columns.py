"""Which column of a pupil list means what: Dutch headers, as school software writes them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from .fields import LABELS
from .header_levels import JOIN, check_one_table, header_texts
from .letters import repair
from .limits import UnreadableTable
from .reading import Row
from .titles import SURE, about_others, normalise, scores

_HEADER_SEARCH_ROWS = 25


@dataclass(frozen=True, slots=True)
class Header:
    """The header row: its number, the texts as written, and a unique normalised key per column."""

    row_number: int
    texts: tuple[str, ...]
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """`mapping`: column key to field code. `confidence`: column key to 0..1. `missing`: labels."""

    mapping: dict[str, str]
    confidence: dict[str, float]
    missing: tuple[str, ...]


def column_keys(texts: Sequence[str]) -> tuple[str, ...]:
    """A key per column, unique: a second 'Naam' becomes 'naam (2)'; no header becomes 'kolom 4'."""
    seen: Counter[str] = Counter()
    keys = []
    for index, text in enumerate(texts):
        key = normalise(text) or f"kolom {index + 1}"
        seen[key] += 1
        keys.append(key if seen[key] == 1 else f"{key} ({seen[key]})")
    return tuple(keys)


def split_header(rows: Iterable[Row]) -> tuple[Header, Iterator[Row]]:
    """Find the header under any title rows; return it and the rows below it.

    The first row, among the first 25, that names most known columns and is mostly text. Raises
    UnreadableTable when there is none.
    """
    stream = iter(rows)
    top = list(islice(stream, _HEADER_SEARCH_ROWS))
    best, best_score = None, 1.0
    for position, row in enumerate(top):
        score = _header_score(row)
        if score > best_score:
            best, best_score = position, score
    if best is None:
        raise UnreadableTable(
            "no_header",
            "De rij met kolomtitels is niet gevonden. Zet boven de lijst een rij met titels zoals "
            "Familienaam, Voornaam en Geboortedatum.",
        )
    row = top[best]
    above = top[best - 1] if best else None
    below = top[best + 1] if best + 1 < len(top) else None
    raw, two_levels = header_texts(above, row, below)
    texts = tuple(repair(text) for text in raw)
    check_one_table(texts)
    last = best + two_levels
    header = Header(top[last].number, texts, column_keys(texts))
    return header, chain(top[last + 1 :], stream)


def _header_score(row: Row) -> float:
    texts = [cell for cell in row.cells if isinstance(cell, str)]
    filled = sum(cell is not None for cell in row.cells)
    if len(texts) < 2 or len(texts) < 0.7 * filled or any(len(text) > 100 for text in texts):
        return 0.0
    known = sum(max(scores(normalise(text)).values(), default=0.0) >= SURE for text in texts)
    return known + len(texts) / (10 * len(row.cells))


def propose(header: Sequence[str], remembered: Mapping[str, str] | None = None) -> Proposal:
    """Propose a mapping for these header texts; what the organisation chose before comes first.

    A remembered field code '' means: this column was left out on purpose. Each field goes to one
    column at most.
    """
    remembered = remembered or {}
    keys = column_keys(header)
    offers: list[tuple[float, int, str]] = []
    titles = [_own_title(text) for text in header]
    split_name = bool({"voornaam", "roepnaam", "voornaam leerling", "voornamen"} & {*titles})
    for index, key in enumerate(keys):
        if key in remembered:
            if remembered[key] in LABELS:
                offers.append((2.0, index, remembered[key]))
            continue
        for code, score in _meanings(header[index]).items():
            offers.append((score + _name_bias(titles[index], code, split_name), index, code))
    offers.sort(key=lambda offer: (-offer[0], offer[1]))
    mapping: dict[str, str] = {}
    confidence: dict[str, float] = {}
    taken: set[str] = set()
    for score, index, code in offers:
        if score >= 0.6 and keys[index] not in mapping and code not in taken:
            mapping[keys[index]] = code
            confidence[keys[index]] = round(min(score, 1.0), 2)
            taken.add(code)
    order = [key for key in keys if key in mapping]
    return Proposal(
        {key: mapping[key] for key in order},
        {key: confidence[key] for key in order},
        missing_fields(taken),
    )


def _own_title(text: str) -> str:
    """The title without its group, normalised; '' of a column about somebody else."""
    return "" if about_others(text) else normalise(text.rpartition(JOIN)[2])


def _meanings(text: str) -> dict[str, float]:
    """Fields that a title may be; of two levels the lower one says most, the upper one of whom."""
    whole = scores(normalise(text))
    if JOIN not in text or about_others(text):
        return whole
    lower = scores(_own_title(text))
    return {code: max(whole.get(code, 0), lower.get(code, 0)) for code in {*whole, *lower}}


def missing_fields(codes: Iterable[str]) -> tuple[str, ...]:
    """Dutch labels of what a mapping still needs before checking; empty when complete."""
    have = set(codes)
    missing = []
    if "full_name" not in have:
        missing += [LABELS[code] for code in ("last_name", "first_name") if code not in have]
    if not have & {"birth_date", "insz"}:
        missing.append(LABELS["birth_date"])
    return tuple(missing)


def _name_bias(title: str, code: str, split_name: bool) -> float:
    """'Naam' alone holds the whole name; beside 'Voornaam' it holds the family name."""
    if code == "full_name":
        return -1.0 if split_name else 0.01
    if code == "last_name" and title in ("naam", "naam leerling") and not split_name:
        return -1.0
    return 0.0
