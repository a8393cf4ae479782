"""Belgian identifiers: read, checked, formatted, made into keyed hashes.

python-stdnum checks real national, BIS and enterprise numbers. Three things are ours: test
numbers (birth month + 60, which stdnum refuses), establishment numbers and institution numbers.
No error and no repr ever holds the number itself: both end up in logs.
"""

import hashlib
import hmac
import re
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from stdnum.be import bis, nn, vat
from stdnum.exceptions import InvalidChecksum, ValidationError

from overstap.kernel.dates import PartialDate
from overstap.kernel.refusals import Refusal

TEST_MONTH_SHIFT = 60
TEST_SEQUENCES = 499
_SEPARATORS = re.compile(r"[\s.\-–/]+")
# Longer than any number with any separators: a cell of a megabyte is refused unread.
_LONGEST = 40


class InvalidIdentifier(Refusal, ValueError):
    """Dutch sentence for the person who typed it; `code`: form, length, month, checksum, kind."""


class InszKind(StrEnum):
    NATIONAL = "national"
    BIS = "bis"
    TEST = "test"


class Certainty(StrEnum):
    """How much of the birth date an INSZ tells."""

    EXACT = "exact"
    YEAR_MONTH = "year_month"
    YEAR = "year"
    UNKNOWN = "unknown"


class SexHint(StrEnum):
    FEMALE = "female"
    MALE = "male"


@dataclass(frozen=True, slots=True)
class Insz:
    """A checked INSZ and what it proposes; the proposal is never more than that.

    Day 00 and month 00 stand for an unknown date or for a counter that ran out, and a number is
    not always changed when a birth date is corrected. The check digits settle the century: no
    number passes for both 19xx and 20xx. `sex` follows the counter (odd is male) and is absent
    for a BIS number given while the sex was unknown.
    """

    digits: str = field(repr=False)
    kind: InszKind
    birth: PartialDate | None = field(repr=False)
    sex: SexHint | None = field(repr=False)

    @property
    def birth_date(self) -> date | None:
        """The proposed birth date, only when all of it is known."""
        return self.birth.exact if self.birth else None

    @property
    def certainty(self) -> Certainty:
        if self.birth is None:
            return Certainty.UNKNOWN
        if self.birth.month is None:
            return Certainty.YEAR
        return Certainty.YEAR_MONTH if self.birth.day is None else Certainty.EXACT


def parse_insz(text: str, *, accept_test: bool = False) -> Insz:
    """Read a national, BIS or (only with `accept_test`) test number, with or without separators.

    Raises InvalidIdentifier.
    """
    digits = _digits(text, name="rijksregisternummer", lengths=(11, 11))
    month = int(digits[2:4])
    if month >= TEST_MONTH_SHIFT:
        return _parse_test_insz(digits, accepted=accept_test)
    module, kind = (bis, InszKind.BIS) if month >= 20 else (nn, InszKind.NATIONAL)
    try:
        module.validate(digits)
        year, birth_month = (
            module.get_birth_year(digits),
            module.get_birth_month(digits),
        )
        exact = module.get_birth_date(digits)
    except ValidationError as error:
        raise _insz_error("checksum" if isinstance(error, InvalidChecksum) else "month") from None
    birth = PartialDate(year, birth_month, exact.day if exact else None) if year else None
    sex = None if 20 <= month < 40 else _sex(digits)
    return Insz(digits, kind, birth, sex)


def _parse_test_insz(digits: str, *, accepted: bool) -> Insz:
    month, day = int(digits[2:4]) - TEST_MONTH_SHIFT, int(digits[4:6])
    if month > 12:
        raise _insz_error("month")
    century = next((c for c in (1900, 2000) if _insz_check(digits[:9], c) == digits[9:]), None)
    # As in stdnum: a year of birth still to come means that the digits are wrong.
    if century is None or century + int(digits[:2]) > date.today().year:  # noqa: DTZ011  a year will do
        raise _insz_error("checksum")
    if not accepted:
        raise InvalidIdentifier(
            "Dit is een testnummer. Testnummers kunnen hier niet gebruikt worden.",
            code="kind",
        )
    year = century + int(digits[:2])
    if month == 0:
        birth = PartialDate(year)
    elif 1 <= day <= monthrange(year, month)[1]:
        birth = PartialDate(year, month, day)
    else:
        birth = PartialDate(year, month)
    return Insz(digits, InszKind.TEST, birth, _sex(digits))


def make_test_insz(birth: date, sequence: int, *, female: bool) -> str:
    """The 11 digits of a test number for a synthetic person.

    `sequence`, 0 to 498, tells people of the same day and sex apart. Raises ValueError outside it
    or for a birth outside 1900 to 2099.
    """
    if not 0 <= sequence < TEST_SEQUENCES or not 1900 <= birth.year <= 2099:
        raise ValueError("sequence 0 to 498, birth 1900 to 2099")
    counter = 2 * sequence + (2 if female else 1)
    nine = f"{birth:%y}{birth.month + TEST_MONTH_SHIFT:02}{birth:%d}{counter:03}"
    return nine + _insz_check(nine, birth.year // 100 * 100)


def format_insz(digits: str) -> str:
    """ "97610100179" becomes "97.61.01-001.79"."""
    return f"{digits[:2]}.{digits[2:4]}.{digits[4:6]}-{digits[6:9]}.{digits[9:]}"


def keyed_hash(text: str, *keys: bytes) -> str:
    """HMAC-SHA256 in hexadecimal: finds an exact match, tells nothing without the keys.

    The present key first, then the former ones. A hash under a former key is hashed again under
    each newer one: so a rotation renews every stored hash without knowing what was hashed, and
    whoever has a former key alone still finds nothing.
    Raises ValueError on a key under 32 bytes: a national number has so little entropy that a
    guessable key is no key.
    """
    if not keys or min(map(len, keys)) < 32:
        raise ValueError("keys of at least 32 bytes")
    for key in reversed(keys):
        text = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    return text


def parse_enterprise_number(text: str) -> str:
    """The 10 digits of a KBO enterprise number: first 0 or 1, mod 97.

    Accepts "BE", separators and the old form of nine digits. Raises InvalidIdentifier.
    """
    short = re.sub(r"(?i)^\s*BE", "", text) if len(text) <= _LONGEST else text
    digits = _digits(short, name="ondernemingsnummer", lengths=(9, 10)).zfill(10)
    # stdnum also lets 00 pass where the rule gives 97.
    if not vat.is_valid(digits) or digits[8:] != _mod97_check(digits[:8]):
        raise InvalidIdentifier(
            "Dit ondernemingsnummer klopt niet. Kijk de cijfers na: het begint met 0 of 1.",
            code="checksum",
        )
    return digits


def parse_establishment_number(text: str) -> str:
    """The 10 digits of a KBO establishment unit: first 2 to 8, mod 97 with 97 for a rest of 0.

    Raises InvalidIdentifier.
    """
    digits = _digits(text, name="vestigingsnummer", lengths=(10, 10))
    if digits[0] not in "2345678" or digits[8:] != _mod97_check(digits[:8]):
        raise InvalidIdentifier(
            "Dit vestigingsnummer klopt niet. Kijk de cijfers na: het begint met 2 tot 8.",
            code="checksum",
        )
    return digits


def parse_institution_number(text: str) -> str:
    """The number of an educational institution: 1 to 6 digits, without leading zeros.

    Raises InvalidIdentifier.
    """
    digits = _digits(text, name="instellingsnummer", lengths=(1, 6)).lstrip("0")
    if not digits:
        raise InvalidIdentifier("Een instellingsnummer is nooit 0.", code="form")
    return digits


def format_enterprise_number(digits: str) -> str:
    """ "0267382874" becomes "0267.382.874"."""
    return f"{digits[:4]}.{digits[4:7]}.{digits[7:]}"


def format_establishment_number(digits: str) -> str:
    """ "2147812701" becomes "2.147.812.701"."""
    return f"{digits[0]}.{digits[1:4]}.{digits[4:7]}.{digits[7:]}"


def _digits(text: str, *, name: str, lengths: tuple[int, int]) -> str:
    shortest, longest = lengths
    digits = _SEPARATORS.sub("", text) if len(text) <= _LONGEST else ""
    if not (digits.isascii() and digits.isdigit()):
        raise InvalidIdentifier(
            f"Dit is geen {name}: gebruik alleen cijfers, eventueel met punten of streepjes.",
            code="form",
        )
    if not shortest <= len(digits) <= longest:
        length = str(longest) if shortest == longest else f"{shortest} tot {longest}"
        raise InvalidIdentifier(
            f"Een {name} telt {length} cijfers, niet {len(digits)}.", code="length"
        )
    return digits


def _insz_error(code: str) -> InvalidIdentifier:
    return InvalidIdentifier(
        "Dit rijksregisternummer klopt niet. Kijk de cijfers na op de identiteitskaart.",
        code=code,
    )


def _mod97_check(digits: str) -> str:
    """The two check digits: 97 minus the rest, so 97 and never 00."""
    return f"{97 - int(digits) % 97:02}"


def _insz_check(nine: str, century: int) -> str:
    return _mod97_check(nine if century == 1900 else f"2{nine}")


def _sex(digits: str) -> SexHint:
    return SexHint.MALE if int(digits[6:9]) % 2 else SexHint.FEMALE
