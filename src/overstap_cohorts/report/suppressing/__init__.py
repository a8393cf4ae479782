"""Counts under the study's threshold, and all that would give them away, taken out of findings.

Done once, on the findings, before any file is written: what is not there cannot leak.
"""

from overstap_cohorts.report.suppressing.all_parts import suppressed

__all__ = ["suppressed"]
