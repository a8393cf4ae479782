"""Letting a steering group read a report: one proposes, another decides, any takes it back."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from overstap.access.queries import term
from overstap.audit.services import record_event
from overstap.doors.viewer import Viewer
from overstap.kernel.refusals import Refusal
from overstap.research import queries
from overstap.research.choices import StudyState
from overstap.research.counts_in_reports import Shown, own_codes, shown_counts
from overstap.research.models import Publication, StudyRun
from overstap.research.rules import may_be_compared, study_of, too_near
from overstap.research.services import act
from overstap_cohorts.refusals import StudyRefused


def propose(*, by: Viewer, study: StudyRun, title: str, question: str, why: str) -> Publication:
    """Proposes to publish the report of a study that is done. Raises Refusal."""
    if study.state != StudyState.DONE:
        raise Refusal(_("Deze studie heeft nog geen rapport."), code="wrong_state")
    # Told before a colleague reads it; what counts is the same look when it is published.
    _refuse_near(study)
    try:
        with transaction.atomic():
            made = Publication.objects.create(
                study=study,
                organisation_id=by.own_organisation,
                title=title.strip(),
                question=question.strip(),
                programmes=study.programmes,
                proposed_by=by.user_id,
                proposed_why=why.strip(),
            )
    except IntegrityError as error:
        raise Refusal(
            _("Dit rapport is al voorgesteld of gepubliceerd."), code="already"
        ) from error
    _record("report_proposed", by, made)
    return made


def decide(*, by: Viewer, publication: Publication, agree: bool, why: str) -> None:
    """Another researcher publishes or declines, with a reason. Raises Refusal."""
    with transaction.atomic():
        act("decide_publication", publication.pk, agree, why)
        if agree:
            _one_at_a_time(publication.organisation_id)
            _refuse_near(publication.study)
        _record("report_decided", by, publication, agreed=agree)


def withdraw(*, by: Viewer, publication: Publication, why: str) -> None:
    """Takes a proposal or a published report back, with a reason. Raises Refusal."""
    with transaction.atomic():
        act("withdraw_publication", publication.pk, why)
        _record("report_withdrawn", by, publication)


def _one_at_a_time(organisation_id: UUID) -> None:
    """Two reports published at once would each not see the other."""
    with connection.cursor() as cursor:
        key = f"publishing {organisation_id}"
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def _refuse_near(study: StudyRun) -> None:
    """Raises Refusal where a published report and this one differ by a few people.

    The sentence says which report and which figure, never the counts or their difference.
    """
    new = _shown(study)
    for earlier in queries.published_beside(study):
        old = _shown(earlier.study)
        same = earlier.study.extract_id == study.extract_id
        least = max(term("extract_place_people"), old.threshold, new.threshold)
        if not may_be_compared(old, new, same_extract=same):
            continue
        if thing := too_near(old, new, least):
            raise Refusal(
                _(
                    "Naast het rapport “%(title)s” zou dit over minder dan %(least)d jongeren iets"
                    " vertellen: het aantal %(thing)s verschilt er net van. Kies dezelfde groep"
                    " als daar, of een hogere drempel (threshold) die dit getal verbergt, of trek"
                    " dat rapport eerst terug."
                )
                % {"title": earlier.title, "least": least, "thing": thing},
                code="too_near",
            )


def _shown(study: StudyRun) -> Shown:
    document = queries.estimates_of(study.pk)
    if document is None:
        raise Refusal(
            _("Een van de rapporten heeft geen estimates.json: ze kunnen niet vergeleken worden."),
            code="no_estimates",
        )
    try:
        codes = own_codes(study_of(study.text))
    except StudyRefused:
        # Made by an earlier version that allowed more: its names stand for themselves.
        codes = {}
    return shown_counts(document, codes)


def _record(name: str, by: Viewer, publication: Publication, **detail: Any) -> None:
    record_event(
        name,
        role=by.role,
        organisation=by.own_organisation,
        object=publication.pk,
        purpose="research",
        **detail,
    )
