"""report/: page, PDF, estimates and balance of a study, without a count that is too small."""

from overstap_cohorts.report.writing import write_report

__all__ = ["write_report"]
