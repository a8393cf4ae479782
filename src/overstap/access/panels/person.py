"""The person page: whose line it is, who sees what, and the young person's own account."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from overstap.access.mailing import mail_is_sent
from overstap.access.panels import Sight, Watcher, by_organisation, who_sees_panel
from overstap.access.queries import caseload_line
from overstap.doors.pages import PersonLine, PersonPage, Shown
from overstap.doors.rooms import person_panels


def person_line(organisation_id: UUID, person_id: UUID) -> PersonLine | None:
    """The line of one young person in the list of a centre. One statement."""
    row = caseload_line(organisation_id, person_id)
    if row is None:
        return None
    return PersonLine(
        person_id=row.person_id,
        full_name=row.full_name,
        birth=row.birth,
        municipality_name=row.municipality_name,
        counsellor_id=row.counsellor_id,
        counsellor_name=row.counsellor.display_name if row.counsellor else "",
        pathway=row.pathway,
        programme=row.programme,
        leaving_on=row.leaving_on,
        handover_state=row.handover_state,
        next_step=row.next_step,
        next_step_on=row.next_step_on,
        completeness=row.completeness,
        has_account=row.has_account,
        has_mail=row.has_mail,
        facts=row.facts,
    )


def sights(page: PersonPage) -> list[Sight]:
    """Who sees what of this young person; asked by `page.once`. One statement."""
    return who_sees_panel(page.viewer, page.person_id)


@dataclass(frozen=True, slots=True)
class WatchersCard:
    """Each organisation that sees something; `more`: what other rooms say among them."""

    watchers: list[Watcher]
    more: list[Shown]


def watchers_card(page: PersonPage) -> WatchersCard:
    """No statement beside that of `sights`."""
    return WatchersCard(by_organisation(page.once(sights)), person_panels(page, "watchers"))


@dataclass(frozen=True, slots=True)
class AccountCard:
    """Whether the young person has an account, and the ways to one."""

    has_account: bool
    may_mail: bool
    code_url: str
    edit_url: str
    paper_url: str


def account_card(page: PersonPage) -> AccountCard:
    """From the line: no statement of its own."""
    line, at = page.line, [page.person_id]
    return AccountCard(
        line.has_account,
        line.has_mail and mail_is_sent(),
        reverse("access:issue_code", args=at),
        reverse("people:edit", args=at),
        "" if line.has_account else reverse("access:paper", args=at),
    )
