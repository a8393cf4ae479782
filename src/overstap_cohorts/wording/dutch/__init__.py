"""Dutch: all that the engine says."""

from overstap_cohorts.wording.dutch.descriptions import DESCRIPTIONS
from overstap_cohorts.wording.dutch.estimates import NO_ESTIMATE
from overstap_cohorts.wording.dutch.rows import ADVICE, PLACES, ROW_FAULTS
from overstap_cohorts.wording.dutch.studies import STUDY_REFUSED
from overstap_cohorts.wording.dutch.warnings import WARNINGS

__all__ = [
    "ADVICE",
    "DESCRIPTIONS",
    "NO_ESTIMATE",
    "PLACES",
    "ROW_FAULTS",
    "STUDY_REFUSED",
    "WARNINGS",
]
