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
        raise StudyRefused("Er is geen map report: laat de studie eerst lopen.", reason="no-report")
    there = {path.name for path in report.iterdir()}
    missing = [name for name in PUBLISHED if name not in there]
    extra = sorted(there - set(PUBLISHED))
    if missing:
        raise StudyRefused(f"In report ontbreekt: {', '.join(missing)}.", reason="report-missing")
    if extra:
        raise StudyRefused(
            f"In report staat wat er niet hoort: {', '.join(extra[:5])}. Haal het weg.",
            reason="report-extra",
        )
    for name in PUBLISHED:
        path = report / name
        if path.is_symlink() or not path.is_file():
            raise StudyRefused(f"report/{name} is geen gewoon bestand.", reason="report-file")
        if not 0 < path.stat().st_size <= LARGEST_BYTES:
            raise StudyRefused(f"report/{name} is leeg of te groot.", reason="report-size")
