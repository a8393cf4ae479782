"""What a report/ folder may hold, for the site that publishes it."""

from pathlib import Path

from overstap_cohorts.refusals import StudyRefused

PUBLISHED = ("report.html", "report.pdf", "estimates.json", "balance.csv")
LARGEST_BYTES = 5_000_000


def check_report_folder(folder: Path) -> None:
    """Refuse a report/ that lacks a file, has one more, or has one that is not a plain file.

    A link could point into private/, so links are no files here.
    """
    report = folder / "report"
    if report.is_symlink() or not report.is_dir():
        raise StudyRefused("no-report")
    there = {path.name for path in report.iterdir()}
    missing = [name for name in PUBLISHED if name not in there]
    extra = sorted(there - set(PUBLISHED))
    if missing:
        raise StudyRefused("report-missing", names=missing)
    if extra:
        raise StudyRefused("report-extra", names=extra[:5])
    for name in PUBLISHED:
        path = report / name
        if path.is_symlink() or not path.is_file():
            raise StudyRefused("report-file", name=name)
        if not 0 < path.stat().st_size <= LARGEST_BYTES:
            raise StudyRefused("report-size", name=name)
