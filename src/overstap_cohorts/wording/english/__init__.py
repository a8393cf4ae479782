"""English: what a report says. Who runs a study reads Dutch."""

from overstap_cohorts.wording.english.descriptions import DESCRIPTIONS
from overstap_cohorts.wording.english.estimates import NO_ESTIMATE
from overstap_cohorts.wording.english.rows import ROW_FAULTS
from overstap_cohorts.wording.english.warnings import WARNINGS

__all__ = ["DESCRIPTIONS", "NO_ESTIMATE", "ROW_FAULTS", "WARNINGS"]
