"""The report in words: from suppressed findings to sections that page and PDF both print."""

from overstap_cohorts.report.briefing.sections import brief

__all__ = ["brief"]
