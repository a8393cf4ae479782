"""What the holder of a register may bring to an extract: columns, codes, and what is told. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from overstap.kernel.refusals import Refusal
from overstap.kernel.small_numbers import is_small

# Columns of `persons` that a register may bring, and their codes (docs/howto/cohort-data.md).
KNOWN = {
    "gender": ("m", "f", "x"),
    "mother_education": ("low", "middle", "high"),
    "language": ("nl", "fr", "other"),
}
LABELS = {"gender": "geslacht", "mother_education": "opleiding van de moeder", "language": "taal"}
MOST_COLUMNS = 20
# A further column holds codes. Free text, or a value for nearly everybody, points to people.
MOST_VALUES = 100
LONGEST_VALUE = 40
LONGEST_SOURCE = 200
PLACES = 5
# What persons and histories hold already, and names that the engine uses itself.
_TAKEN = frozenset(
    (
        "person", "born", "residence", "age", "programme_hours", "problematic_absence", "in_nec",
        "months_enrolled", "circuit", "category", "school", "treated", "cluster", "instrument",
        "weight", "dose", "event", *KNOWN,
    )
)  # fmt: skip
_NAME = re.compile(r"[a-z][a-z0-9_]{0,29}")
_NUMBER = re.compile(r"(?:\d[ .-]?){8}")


@dataclass
class Wrong:
    """Rows with one thing wrong: how many, and the first five places. Never what stood there."""

    what: str
    count: int = 0
    places: list[int] = field(default_factory=list)

    def add(self, place: int) -> None:
        self.count += 1
        if len(self.places) < PLACES:
            self.places.append(place)

    def __str__(self) -> str:
        rows = "1 rij" if self.count == 1 else f"{self.count} rijen"
        first = ", ".join(map(str, self.places))
        among = "rij" if self.count <= PLACES else "o.a. rij"
        return f"{self.what}: {rows} ({among} {first})"


@dataclass(frozen=True)
class Row:
    """One row: its number as people see it, the keyed hash of its number, its values by column."""

    place: int
    number_hash: str = field(repr=False)
    values: tuple[str | None, ...] = field(repr=False)


@dataclass
class Register:
    """A register as it is read once, from begin to end; `wrong` fills while `rows` are read."""

    source: str
    columns: tuple[str, ...]
    rows: Iterator[Row]
    # Rows that cannot be used are left out and counted, instead of refusing the register.
    set_aside: bool = False
    wrong: list[Wrong] = field(default_factory=list)

    @property
    def further(self) -> tuple[str, ...]:
        """The columns that persons does not have by itself, in their order."""
        return tuple(name for name in self.columns if name not in KNOWN)


def labels_of(columns: Iterable[str]) -> list[str]:
    """Names of columns as people read them."""
    return [LABELS.get(name, name) for name in columns]


def check_source(source: str) -> str:
    """The register's name, without its edges. Raises Refusal."""
    source = " ".join(source.split())
    if not source or len(source) > LONGEST_SOURCE:
        raise Refusal(
            "Zeg met --characteristics-source welk register dit is, in hoogstens 200 tekens.",
            code="no_source",
        )
    if _NUMBER.search(source):
        raise Refusal("In --characteristics-source hoort geen nummer.", code="no_source")
    return source


def check_declared(names: Sequence[str]) -> None:
    """Raises Refusal for a further column whose name cannot be a column of `persons`."""
    for name in names:
        if not _NAME.fullmatch(name):
            raise Refusal(
                f"--characteristics-column {name}: begin met een kleine letter, dan kleine letters,"
                " cijfers of _, hoogstens 30.",
                code="column",
            )
        if name in _TAKEN or name.startswith("earlier_"):
            raise Refusal(
                f"--characteristics-column {name}: deze naam heeft al een betekenis in een studie.",
                code="column",
            )
    if len(set(names)) != len(names) or len(names) > MOST_COLUMNS:
        raise Refusal(
            f"Noem elke kolom een keer, en hoogstens {MOST_COLUMNS}.",
            code="column",
        )


def is_code(column: str, value: str) -> bool:
    """Whether a value may stand in this column."""
    if column in KNOWN:
        return value in KNOWN[column]
    return len(value) <= LONGEST_VALUE and not _NUMBER.search(value)


def allowed(column: str) -> str:
    """What may stand in a column, in words."""
    if column in KNOWN:
        return ", ".join(KNOWN[column])
    return f"een code van hoogstens {LONGEST_VALUE} tekens, geen nummer"


def refuse_wrong(wrong: Iterable[Wrong]) -> None:
    """Raises one Refusal with all that is wrong in a register."""
    found = [str(one) for one in wrong if one.count]
    if found:
        raise Refusal(
            "Het register kan zo niet dienen:\n- "
            + "\n- ".join(found)
            + "\nVerbeter het, of geef --set-aside om zulke rijen weg te laten (ze worden geteld).",
            code="register",
        )


def told_matches(people: int, matched: int, threshold: int) -> int | None:
    """How many were found, unless it tells of a few people: those found, or those left.

    Nobody left is said: a register that has everybody tells nothing of one of them.
    """
    left = people - matched
    few = is_small(matched, threshold) or (left > 0 and is_small(left, threshold))
    return None if few else matched
