"""Questions about places, countries, occupations and public holidays."""

from functools import lru_cache

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Length

from overstap.kernel.search_keys import search_key
from overstap.reference.models import Country, Municipality, Occupation, Postcode
from overstap.reference.rules import PUBLIC_HOLIDAYS, public_holidays
from overstap.reference.spelling import Vocabulary

__all__ = [
    "PUBLIC_HOLIDAYS",
    "country",
    "municipality",
    "occupation",
    "places_of",
    "provinces",
    "public_holidays",
    "search_municipalities",
    "search_occupations",
]

# One letter finds half of the list, and a whole page of text is no search.
_SHORTEST, _LONGEST = 2, 80


def municipality(nis: str) -> Municipality | None:
    """The municipality that this NIS code stands for today, also when the code merged away."""
    found = (
        Municipality.objects.select_related("successor__successor")
        .filter(nis=_typed(nis).zfill(5))
        .first()
    )
    while found is not None and found.successor is not None:
        found = found.successor
    return found


def search_municipalities(text: str, limit: int = 10) -> list[Municipality]:
    """Today's municipalities whose name starts with `text`; accents and capitals do not matter."""
    key = search_key(text[:_LONGEST])
    if len(key) < _SHORTEST:
        return []
    return list(
        Municipality.objects.filter(until_on__isnull=True, search_key__startswith=key)[:limit]
    )


def provinces() -> list[tuple[str, str]]:
    """NIS code and Dutch name of each province."""
    rows = Municipality.objects.exclude(province_nis="").order_by("province_nis")
    return list(rows.values_list("province_nis", "province_nl").distinct())


def places_of(postcode: str) -> list[Postcode]:
    """The places with this Belgian postcode, each with its municipality; [] for any other text."""
    return list(Postcode.objects.filter(postcode=_typed(postcode)).select_related("municipality"))


def country(code: str) -> Country | None:
    """The country of an ISO alpha-3 or alpha-2 code."""
    upper = _typed(code).upper()
    return Country.objects.filter(Q(iso3=upper) | Q(iso2=upper)).first()


def occupation(uri: str) -> Occupation | None:
    """The ESCO occupation with this URI."""
    return Occupation.objects.filter(uri=uri).first()


def search_occupations(text: str, limit: int = 10) -> list[Occupation]:
    """Occupations for what someone types, best first: label, start of label, other names.

    All words must occur. Only when nothing is found, each unknown word is read as the most alike
    word of the list, so that a typing error still finds its occupation. One statement, three with
    a typing error, and one more the first time in a process.
    """
    key = search_key(text[:_LONGEST])
    if len(key) < _SHORTEST:
        return []
    found = list(_holding(key)[:limit])
    if not found:
        mended = _vocabulary(Occupation.objects.count()).mended(key)
        if mended is not None and mended != key:
            found = list(_holding(mended)[:limit])
    return found


def _holding(key: str) -> QuerySet[Occupation]:
    words = Q()
    for word in key.split():
        words &= Q(search_key__contains=word) | Q(other_keys__contains=word)
    ranks = [
        Q(search_key=key),
        Q(search_key__startswith=key),
        Q(other_keys__contains=f"\n{key}\n"),
        Q(other_keys__contains=f"\n{key}"),
        Q(search_key__contains=key),
    ]
    rank = Case(
        *(When(condition, then=Value(place)) for place, condition in enumerate(ranks)),
        default=Value(len(ranks)),
        output_field=IntegerField(),
    )
    return Occupation.objects.filter(words).order_by(
        rank, Length("search_key"), "search_key", "uri"
    )


def _typed(code: str) -> str:
    """A code as a column can hold it: PostgreSQL refuses a NUL byte with an error."""
    return code.strip().replace("\0", "?")[:10]


@lru_cache(maxsize=2)
def _vocabulary(size: int) -> Vocabulary:  # noqa: ARG001 (the key of the cache)
    """The words of the list while it has `size` occupations: built once per process and load."""
    keys = Occupation.objects.order_by("uri").values_list("search_key", "other_keys")
    return Vocabulary(word for pair in keys for key in pair for word in key.split())
