"""What the pages of research ask. Row-level security narrows it to the own organisation."""

from django.db import connection
from django.db.models import QuerySet

from overstap.cohorts.choices import ExtractState, ReportState
from overstap.cohorts.models import Extract, Publication, StudyRun
from overstap.kernel import clock


def extracts() -> QuerySet[Extract]:
    """Extracts that the viewer may see, newest first."""
    return Extract.objects.select_related("organisation")


def usable(extract: Extract) -> bool:
    """Whether a study may be started over it today."""
    return extract.state == ExtractState.READY and extract.ends_on > clock.today()


def studies() -> QuerySet[StudyRun]:
    """Studies of the own organisation, newest first, without their long texts."""
    return StudyRun.objects.select_related("extract").defer("text", "problem", "facts")


def publications() -> QuerySet[Publication]:
    """What the viewer may read of publications: a steering group only what is published."""
    return Publication.objects.select_related("organisation").order_by("-decided_at", "id")


def published() -> QuerySet[Publication]:
    return publications().filter(state=ReportState.PUBLISHED)


def extracts_about_me() -> list[dict[str, object]]:
    """Extracts that may hold rows about the young person who looks, or about a ward."""
    with connection.cursor() as cursor:
        cursor.execute("select * from rights.extracts_about_me()")
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
