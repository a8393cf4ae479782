"""Draws who the invented people are, a block at a time."""

import numpy as np

from overstap_cohorts.simulation.calibration import Population, parameters
from overstap_cohorts.simulation.history import NEVER, Draws, People, Reals

# A block is drawn from (seed, number of the block), so that the same people come out whatever the
# number of processes or the size of the whole.
BLOCK = 16_384
FIRST_MONTH = 2014 * 12 + 8  # September 2014, the first entries
LAST_MONTH = 2019 * 12 + 7  # August 2019, the end of the data
YEARS = 4  # school years in which people enter
MONTHS = LAST_MONTH - FIRST_MONTH + 1
CHANCES = 8  # kinds of chance in a month
TOWNS = (
    "11002", "12025", "13040", "21004", "23088", "24062", "31005", "31022", "34022", "35013",
    "36015", "41002", "42006", "44021", "46021", "71016", "71022", "73083",
)  # fmt: skip  # NIS codes of towns with a centre or a school
KEPT = ("brug_hours", "brug_pace", "ibal_hours", "abo_pace", "bonus", "first_track", "repeated")


def generator(seed: int, block: int, part: int) -> np.random.Generator:
    """Return the source of chance of one part (people, months, schools, lottery) of a block."""
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence([seed, block, part])))


def draw_people(population: Population, size: int, seed: int, block: int, schools: int) -> People:
    """Draw the first `size` people of a block."""
    known = parameters(population)
    source = generator(seed, block, 0)
    # Its own source: what else is drawn stays the same.
    lottery = generator(seed, block, 3).random(BLOCK, dtype=np.float32)
    chance = {name: source.random(BLOCK, dtype=np.float32) for name in KEPT}
    one = source.random((8, BLOCK), dtype=np.float32)
    chance["lottery"] = lottery
    attitude = source.standard_normal(BLOCK, dtype=np.float32)
    male = one[0] < known["male"]
    language = _pick(one[1], known, "language", ("nl", "fr", "other"))
    low = known["mother.low"] + np.where(language == 2, known["mother.low.other_language"], 0)
    middle = low + (1 - low) * known["mother.middle_of_rest"]
    mother = (one[2] >= low).astype(np.int8) + (one[2] >= middle)
    mother[one[3] < known["mother.unknown"]] = 3
    school = (one[4] ** 1.3 * schools).astype(np.int16)  # some schools are larger
    town = np.where(one[5] < known["same_town"], school, (one[5] * 1e4).astype(np.int16))
    effects = _schools(known, seed, schools)
    people = People(
        entry=_entry(known, one[6]),
        age=(12 * (known["age.least"] + one[7] * known["age.span"])).astype(np.int16),
        male=male,
        mother=mother,
        language=language,
        school=school,
        town=(town % len(TOWNS)).astype(np.int16),
        school_effect=effects[0][school],
        school_reach=effects[1][school],
        attitude=attitude,
        chance=chance,
    )
    return people.take(np.arange(size))


def draw_months(size: int, seed: int, block: int) -> Draws:
    """Draw the chances of the first `size` people of a block, month by month."""
    drawn = generator(seed, block, 1).random((MONTHS, CHANCES, BLOCK), dtype=np.float32)
    return drawn[:, :, :size]


def _entry(known: dict[str, float], draw: Reals) -> np.ndarray:
    """September for most, the later months of the school year for the others."""
    scaled = draw * YEARS
    year = scaled.astype(np.int32)
    within = scaled - year
    september = known["entry.september"]
    late = 1 + ((within - september) / max(1 - september, 1e-6) * 8).astype(np.int32)
    return np.asarray(FIRST_MONTH + 12 * year + np.where(within < september, 0, late), np.int32)


def _pick(draw: Reals, known: dict[str, float], name: str, values: tuple[str, ...]) -> np.ndarray:
    shares = np.cumsum([known[f"{name}.{value}"] for value in values])
    return np.searchsorted(shares[:-1] / shares[-1], draw, side="right").astype(np.int8)


def _schools(known: dict[str, float], seed: int, schools: int) -> np.ndarray:
    drawn = generator(seed, 0, 2).standard_normal((2, schools), dtype=np.float32)
    spread = np.array([[known["school.nec"]], [known["school.reach"]]], dtype=np.float32)
    return drawn * spread


def last_known(people: People) -> np.ndarray:
    """Return the month of each person's arrays in which the data end."""
    return np.minimum(LAST_MONTH - people.entry, NEVER).astype(np.int16)
