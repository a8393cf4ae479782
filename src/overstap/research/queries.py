"""What the pages of research ask. Row-level security narrows it to the own organisation."""

import json
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Case, QuerySet, Value, When

from overstap.access.models import Membership
from overstap.kernel import clock
from overstap.research.characteristics import labels_of
from overstap.research.choices import ExtractState, ReportName, ReportState
from overstap.research.models import Extract, Publication, ReportFile, StudyRun
from overstap.research.rules import overlap


def extracts() -> QuerySet[Extract]:
    """Extracts that the viewer may see: what waits for a decision on top, then newest first."""
    asked = Case(When(state=ExtractState.ASKED, then=Value(0)), default=Value(1))
    return Extract.objects.select_related("organisation").order_by(asked, "-asked_at", "id")


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


def proposed() -> QuerySet[Publication]:
    """What waits for another researcher."""
    return publications().filter(state=ReportState.PROPOSED)


def running_publication(study_id: UUID) -> Publication | None:
    """The publication of a study that is proposed or published, if any."""
    running = (ReportState.PROPOSED, ReportState.PUBLISHED)
    return publications().filter(study_id=study_id, state__in=running).first()


def published_beside(study: StudyRun) -> list[Publication]:
    """Other published reports of the organisation, over extracts that can hold the same people."""
    found = published().exclude(study_id=study.pk).select_related("study__extract")
    mine = _who(study.extract)
    return [one for one in found if overlap(mine, _who(one.study.extract))]


def _who(extract: Extract) -> tuple[date, date, list[str]]:
    return extract.from_on, extract.until_on, extract.pathways


def estimates_of(study_id: UUID) -> dict[str, Any] | None:
    """What a report's estimates.json says; None where it has none."""
    file = ReportFile.objects.filter(study_id=study_id, name=ReportName.ESTIMATES).first()
    return None if file is None else dict(json.loads(bytes(file.content)))


def may_decide(publication: Publication, user_id: UUID) -> bool:
    """Whether this researcher is the other one; the database decides the same."""
    if publication.state != ReportState.PROPOSED or publication.proposed_by == user_id:
        return False
    return not StudyRun.objects.filter(pk=publication.study_id, started_by=user_id).exists()


def files_of(study_id: UUID) -> list[tuple[str, str]]:
    """Name and words of the report's files, the page itself first."""
    found = set(ReportFile.objects.filter(study_id=study_id).values_list("name", flat=True))
    return [(name, str(label)) for name, label in ReportName.choices if name in found]


def name_of(user_id: UUID | None) -> str:
    """A member's name, where the viewer may know it; else ''."""
    if user_id is None:
        return ""
    member = Membership.objects.filter(user_id=user_id).order_by("-from_on", "id").first()
    return member.display_name if member else ""


def extracts_about_me() -> list[dict[str, object]]:
    """Extracts that may hold rows about the young person who looks, or about a ward."""
    with connection.cursor() as cursor:
        cursor.execute("select * from rights.extracts_about_me()")
        names = [column.name for column in cursor.description or ()]
        found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    for one in found:
        one["characteristics"] = labels_of(one["characteristics"])
    return found
