"""The person page: the line on top, the next step, and what stands around it."""

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from overstap.access.mailing import mail_is_sent
from overstap.access.models import CaseloadRow, PersonAccount
from overstap.access.panels import Sight, by_organisation, who_sees_panel
from overstap.access.queries import caseload
from overstap.desk.queries import person as about
from overstap.desk.queries.today import link
from overstap.desk.rules import NEVER, about_age, handover_chip, meter_parts, next_step
from overstap.doors.door import door, looked
from overstap.doors.viewer import Viewer
from overstap.handover.models import Handover
from overstap.handover.queries import running_for
from overstap.kernel import clock, dutch
from overstap.people.choices import Channel, ContactKind
from overstap.people.models import ContactPoint
from overstap.people.queries import kept_instead
from overstap.trajectories.choices import Pathway
from overstap.trajectories.queries import line_of


@door(action="see_caseload")
@require_GET
def person(request: HttpRequest, viewer: Viewer, person_id: UUID) -> HttpResponse:
    """Everything about one young person on one page; each part leads to its own."""
    rows = caseload(viewer.own_organisation).select_related("counsellor")
    rows = rows.annotate(has_account=Exists(_accounts()), has_mail=Exists(_mailboxes()))
    row = rows.filter(person_id=person_id).first()
    if row is None:
        return _from_tombstone(viewer, person_id)
    setattr(row, "may_mail", row.has_mail and mail_is_sent())  # noqa: B010 (read by the template)
    looked(request, viewer, "file_opened", person=person_id, purpose="guidance")
    handover = running_for(person_id)
    sights = who_sees_panel(viewer, person_id)
    parts = meter_parts(row.completeness)
    context = {
        "row": row,
        "lead": _lead(row, sights, viewer),
        "stations": line_of(person_id),
        "handover": handover,
        "chip": _chip(row),
        "handover_facts": _facts(row, handover),
        "action": about.next_action(row, handover),
        "meter": parts,
        "pathway": dict(Pathway.choices).get(row.pathway, row.pathway),
        "groups": about.group_states(parts),
        "watchers": by_organisation(sights),
        "to_come": handover.receiver.name if handover and handover.sent_at is None else "",
        "events": about.timeline(viewer, person_id, handover),
        "links": _links(person_id, handover),
    }
    return render(request, "desk/person.html", context)


def _from_tombstone(viewer: Viewer, person_id: UUID) -> HttpResponse:
    """An old link to a record that was merged leads to the record that was kept."""
    kept = kept_instead(viewer.own_organisation, person_id)
    if kept is None:
        raise Http404
    return redirect("desk:person", kept)


def _accounts() -> QuerySet[PersonAccount]:
    return PersonAccount.objects.filter(person_id=OuterRef("person_id"), kind="self")


def _mailboxes() -> QuerySet[ContactPoint]:
    """The address of somebody who wants e-mail: the code page offers a mail to nobody else."""
    wants = {"person__channel": Channel.EMAIL, "kind": ContactKind.EMAIL}
    return ContactPoint.objects.filter(person_id=OuterRef("person_id"), **wants)


def _lead(row: CaseloadRow, sights: list[Sight], viewer: Viewer) -> str:
    own = next((s for s in sights if s.is_own and s.source == "involvement"), None)
    mine = row.counsellor_id == viewer.membership_id
    who = _("door jou") if mine else row.counsellor.display_name if row.counsellor else ""
    since = dutch.long_date(own.from_on) if own else ""
    guided = " ".join(
        part
        for part in (
            _("begeleid"),
            who if mine or not who else _("door %s") % who,
            _("sinds %s") % since if since else "",
        )
        if part
    )
    parts = [about_age(row.birth, clock.today()), row.municipality_name, guided]
    return " · ".join(part for part in parts if part)


def _chip(row: CaseloadRow) -> object:
    today = clock.today()
    step = next_step(row.next_step, row.next_step_on, row.leaving_on, row.handover_state, today)
    return handover_chip(
        row.handover_state, row.full_name, leaving_on=row.leaving_on, step=step, today=today
    )


def _facts(row: CaseloadRow, handover: Handover | None) -> list[tuple[str, object]]:
    leaving = "" if row.leaving_on == NEVER else dutch.long_date(row.leaving_on)
    facts: list[tuple[str, object]] = [(_("Verlaat het centrum"), leaving)]
    if handover:
        facts.append((_("Naar"), handover.receiver.name))
        contact = handover.receiver_contact
        facts.append((_("Contactpersoon"), contact.display_name if contact else ""))
        if handover.state == "shown":
            facts.append((_("Lezen kan tot"), dutch.long_date(handover.term_ends_on)))  # type: ignore[arg-type]
        if handover.sent_at:
            facts.append((_("Verstuurd"), dutch.long_date(handover.sent_at)))
    return facts


def _links(person_id: UUID, handover: Handover | None) -> dict[str, str]:
    """Pages of other rooms; a page that does not exist has no link."""
    return {
        "file": link("dossier:file", person_id),
        "edit": link("people:edit", person_id),
        "line": link("trajectories:line", person_id),
        "paper": link("access:paper", person_id),
        "code": link("access:issue_code", person_id),
        "handover": link("handover:file", handover.pk) if handover else "",
        "start": link("handover:start", person_id),
    }
