"""Names of a study that become names of tables and files."""

from overstap_cohorts.refusals import StudyRefused
from overstap_cohorts.study.definition import Study

LONGEST = 60


def short_name(name: str) -> str:
    """The letters and numbers of a name, as part of the name of a table or a file."""
    return "".join(letter if letter.isalnum() else "_" for letter in name)[:LONGEST]


def demand_own_names(study: Study) -> None:
    """Refuse two treatments whose tables and files would have one name: one would be lost.

    Engines, and some machines, take names for one that differ in capitals only.
    """
    seen: dict[str, str] = {}
    for treatment in study.treatments:
        short = short_name(treatment.name).lower()
        if short in seen:
            earlier = seen[short]
            raise StudyRefused("same-treatment", one=earlier, other=treatment.name)
        seen[short] = treatment.name
