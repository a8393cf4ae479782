"""What was left out of the data, in the report's language. The checks themselves speak Dutch."""

import re

_KINDS = "enrolment, track, programme, work, absence, certificate"
# Dutch words of `sources`, and the English ones; \\1 is a name of the data.
_ENGLISH: tuple[tuple[str, str], ...] = (
    (r"(?:persons: )?kenmerk (.+) is leeg(?: \(zet missing.*\))?", r"characteristic \1 is empty"),
    (r"persons: deze persoon staat er al", "persons: this person is there already"),
    (r"(.+): deze persoon staat er al", r"\1: this person is there already"),
    (r"persons: geboortemaand \(born\) is leeg of geen datum.*",
     "persons: the month of birth (born) is empty or no date"),
    (r"persons: geboren na het einde van de gegevens", "persons: born after the end of the data"),
    (r"spells: deze persoon staat niet in persons", "spells: this person is not in persons"),
    (r"spells: kind is geen van .*", f"spells: kind is none of {_KINDS}"),
    (r"spells: deelname zonder begindatum \(start_on\)",
     "spells: participation without a start (start_on)"),
    (r"spells: eindigt voor het begint", "spells: ends before it begins"),
    (r"spells: programma begint voor de geboorte", "spells: a programme begins before birth"),
    (r"spells: overlapt een vorige inschrijving, of een vorig programma met dezelfde code",
     "spells: overlaps an earlier enrolment, or an earlier programme of the same code"),
    (r"(.+) is leeg of geen datum.*", r"\1 is empty or no date"),
    (r"(.+) is geen 0 of 1", r"\1 is neither 0 nor 1"),
    (r"(.+) is geen getal", r"\1 is no number"),
    (r"(.+) is oneindig", r"\1 is infinite"),
    (r"(.+) is leeg", r"\1 is empty"),
)  # fmt: skip


def left_out(what: str, language: str) -> str:
    """Why rows were set aside; advice on what to do in the study is for who refused them."""
    if language != "en":
        return re.sub(r" \((?:zet missing|schrijf) .*\)$", "", what)
    for dutch, english in _ENGLISH:
        if re.fullmatch(dutch, what):
            return re.sub(dutch, english, what)
    return what
