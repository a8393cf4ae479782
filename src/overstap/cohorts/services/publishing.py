"""Letting a steering group read a report: one proposes, another decides, any takes it back."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from overstap.access.viewer import Viewer
from overstap.audit.services import record_event
from overstap.cohorts.choices import StudyState
from overstap.cohorts.models import Publication, StudyRun
from overstap.cohorts.services import act
from overstap.kernel.refusals import Refusal


def propose(*, by: Viewer, study: StudyRun, title: str, question: str, why: str) -> Publication:
    """Proposes to publish the report of a study that is done. Raises Refusal."""
    if study.state != StudyState.DONE:
        raise Refusal(_("Deze studie heeft nog geen rapport."), code="wrong_state")
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
        _record("report_decided", by, publication, agreed=agree)


def withdraw(*, by: Viewer, publication: Publication, why: str) -> None:
    """Takes a proposal or a published report back, with a reason. Raises Refusal."""
    with transaction.atomic():
        act("withdraw_publication", publication.pk, why)
        _record("report_withdrawn", by, publication)


def _record(name: str, by: Viewer, publication: Publication, **detail: Any) -> None:
    record_event(
        name,
        role=by.role,
        organisation=by.own_organisation,
        object=publication.pk,
        purpose="research",
        **detail,
    )
