"""What the desk says about one line of Mijn jongeren. Plain data in, plain data out."""

import re
from dataclasses import dataclass
from datetime import date

from overstap.kernel import dutch
from overstap.kernel.births import age_in_words, as_birth
from overstap.kernel.dates import ADULT_YEARS, PartialDate, birthday

SOON_MONTHS = 3


@dataclass(frozen=True, slots=True)
class FilterChoice:
    """A list to choose from in a filter: `options` as (value, label); '' is no filter."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    chosen: str


# What is somebody's own, with its article: "je dossier" is "het dossier" to a parent.
_OWN = {
    **dict.fromkeys(("dossier", "account", "adres", "rijksregisternummer", "traject"), "het"),
    **dict.fromkeys(("overdracht", "loopbaan", "vraag", "gegevens", "naam", "trajectlijn"), "de"),
    "begeleider": "de",
}
_YOUR = re.compile(rf"\b([Jj])e (eigen )?({'|'.join(_OWN)})\b")
_YOU = re.compile(r"\b([Jj])(?:e(?! kind)|ou|ij)\b")


def about_child(text: str) -> str:
    """A sentence to the young person, as a parent or guardian reads it."""

    def article(found: re.Match[str]) -> str:
        word = _OWN[found[3]]
        return f"{word.capitalize() if found[1] == 'J' else word} {found[3]}"

    return _YOU.sub(lambda found: f"{found[1]}e kind", _YOUR.sub(article, text))


def about_age(born: date | PartialDate, today: date) -> str:
    """'17 jaar, wordt 18 op 14 maart 2027': the birthday counts in the year before 18.

    Of which the day is unknown: '17 of 18 jaar, zeker 18 vanaf 31 mei 2027'.
    """
    birth = as_birth(born)
    years, last = age_in_words(birth, today), birthday(birth.latest, ADULT_YEARS)
    if birth.day is not None and years == "17":
        return f"17 jaar, wordt 18 op {dutch.long_date(last)}"
    if birth.day is None and "17" in years and today < last:
        return f"{years} jaar, zeker 18 vanaf {dutch.long_date(last)}"
    return f"{years} jaar"


def months_on(day: date, months: int) -> date:
    """The first of the month, `months` after the month of `day`, plus its day at most 28."""
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    return date(year, month + 1, min(day.day, 28))
