"""How much memory is asked for, in words."""

from overstap_cohorts.refusals import StudyRefused

MOST_GIGABYTES = 1e6


def gigabytes(text: str) -> float:
    """'4GB', '512MB' or '4' as gigabytes."""
    plain = text.strip().upper().removesuffix("B")
    factor = {"G": 1.0, "M": 1 / 1024}.get(plain[-1:])
    number = plain[:-1] if factor else plain
    try:
        size = float(number) * (factor or 1.0)
    except ValueError:
        size = 0.0
    if not 0.25 <= size < MOST_GIGABYTES:
        raise StudyRefused("memory-option", text=text)
    return size
