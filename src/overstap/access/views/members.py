"""The admin's pages: members, contact persons, invitations, recoveries."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from overstap.access.forms import InviteForm, MemberForm, ReasonForm
from overstap.access.models import Invitation, Membership
from overstap.access.queries import (
    admins,
    call_number,
    colleagues,
    current,
    invitations_to_confirm,
    name_of_inviter,
    open_invitations,
    takes_two,
    term,
    waiting_for_me,
)
from overstap.access.rules import APPOINTED_BY_PLATFORM, ROLES_OF_KIND
from overstap.access.services import (
    confirm_invitation,
    confirm_recovery,
    edit_member,
    end_membership,
    invite,
    recover,
    revoke_invitation,
)
from overstap.access.services.members import Invited, invitation_url
from overstap.doors.door import door
from overstap.doors.roles import Role
from overstap.doors.viewer import Viewer
from overstap.kernel.refusals import Refusal
from overstap.organisations.choices import CENTRES
from overstap.organisations.models import Organisation
from overstap.ui.answering import carried_out, form_page
from overstap.ui.paging import paged


def _organisation(viewer: Viewer, organisation_id: UUID | None) -> Organisation:
    wanted = organisation_id or viewer.organisation_id
    if wanted != viewer.organisation_id and viewer.role != Role.PLATFORM_ADMIN:
        raise Http404
    return get_object_or_404(Organisation, pk=wanted)


def _member(viewer: Viewer, member_id: UUID) -> Membership:
    rows = current(Membership.objects.select_related("organisation", "user"))
    if viewer.role != Role.PLATFORM_ADMIN:
        rows = rows.filter(organisation_id=viewer.own_organisation)
    return get_object_or_404(rows, pk=member_id)


@door(action="manage_members")
def members(
    request: HttpRequest, viewer: Viewer, organisation_id: UUID | None = None
) -> HttpResponse:
    """Who works here, and who is invited."""
    organisation = _organisation(viewer, organisation_id)
    here, next_url = paged(colleagues(organisation.pk), ("display_name", "id"), request.GET)
    context = {
        "organisation": organisation,
        "members": here,
        "next_url": next_url,
        "invitations": [
            (row, takes_two(row.organisation_id, row.role))
            for row in open_invitations(organisation.pk)
        ],
        "mine_to_confirm": waiting_for_me(),
        "me": viewer.user_id,
        "one_admin": admins(organisation.pk) == 1,
        "no_number": organisation.kind in CENTRES and not call_number(organisation)[1],
    }
    return form_page(request, "access/members.html", context)


@door(action="manage_members", creates=True)
def invite_member(
    request: HttpRequest, viewer: Viewer, organisation_id: UUID | None = None
) -> HttpResponse:
    """Name, e-mail address, role; then the link, once."""
    organisation = _organisation(viewer, organisation_id)
    form = InviteForm(request.POST or None, roles=_roles(viewer, organisation))
    if request.method == "POST" and form.is_valid():
        try:
            invited = invite(by=viewer, organisation=organisation, **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            name = form.cleaned_data["display_name"]
            if invited.token:
                return _shown(request, organisation, name, invited)
            messages.success(
                request,
                _(
                    "Bewaard. Een andere beheerder of een teamverantwoordelijke bevestigt dit."
                    " Daarna krijgt %(name)s de link per e-mail."
                )
                % {"name": name},
            )
            return redirect("access:members_of", organisation.pk)
    context = {"form": form, "organisation": organisation}
    return form_page(request, "access/invite.html", context)


def _roles(viewer: Viewer, organisation: Organisation) -> list[str]:
    roles = ROLES_OF_KIND[organisation.kind]
    if viewer.role == Role.PLATFORM_ADMIN:
        return [role for role in roles if role in APPOINTED_BY_PLATFORM]
    return list(roles)


def _shown(
    request: HttpRequest, organisation: Organisation, name: str, invited: Invited
) -> HttpResponse:
    context = {
        "organisation": organisation,
        "name": name,
        "token": invited.token,
        "is_mailed": invited.is_mailed,
        "link": invitation_url(invited.token),
        "address": invitation_url(),
        "days": term("invitation_days"),
    }
    return form_page(request, "access/invitation_shown.html", context)


@door(action="manage_members")
def member(request: HttpRequest, viewer: Viewer, member_id: UUID) -> HttpResponse:
    """One member: contact data and contact person; from here to ending and recovering."""
    row = _member(viewer, member_id)
    others = colleagues(row.organisation_id).exclude(pk=row.pk)
    form = MemberForm(request.POST or None, instance=row, colleagues=others)
    if request.method == "POST" and form.is_valid():
        fields: dict[str, Any] = dict(form.cleaned_data)
        deputy = fields.pop("deputy")
        edit_member(by=viewer, member=row, deputy_id=deputy and deputy.pk, **fields)
        messages.success(request, _("De gegevens zijn bewaard."))
        return redirect("access:member", member_id)
    context = {"form": form, "member": row, "is_self": row.user_id == viewer.user_id}
    return form_page(request, "access/member.html", context)


@door(action="manage_members")
def end(request: HttpRequest, viewer: Viewer, member_id: UUID) -> HttpResponse:
    """Asks once more, then ends the membership and its sessions."""
    row = _member(viewer, member_id)
    if request.method == "POST":
        told = _("De toegang van %(name)s is beëindigd.") % {"name": row.display_name}
        if carried_out(request, lambda: end_membership(by=viewer, member=row), told):
            return redirect("access:members_of", row.organisation_id)
        return redirect("access:member", member_id)
    return form_page(request, "access/member_end.html", {"member": row})


@door(action="manage_members", creates=True)
def recovery(request: HttpRequest, viewer: Viewer, member_id: UUID) -> HttpResponse:
    """A reason; then a second admin confirms before the colleague gets a code."""
    row = _member(viewer, member_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            recover(by=viewer, member=row, reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            # Not a 403: the admin reads whom to ask.
            form.add_error(None, refusal.sentence)
        else:
            messages.success(
                request, _("Gevraagd. Een andere beheerder bevestigt dit bij ‘Medewerkers’.")
            )
            return redirect("access:members_of", row.organisation_id)
    return form_page(request, "access/member_recovery.html", {"form": form, "member": row})


@door(action="confirm_member")
def to_confirm(request: HttpRequest, _viewer: Viewer) -> HttpResponse:
    """Colleagues who wait for a second person, which may be this one."""
    rows = [
        (row, name_of_inviter(row.invited_by, row.organisation_id))
        for row in invitations_to_confirm()
    ]
    return form_page(request, "access/members_to_confirm.html", {"rows": rows})


@require_POST
@door(action="confirm_member")
def confirm(request: HttpRequest, viewer: Viewer, invitation_id: UUID) -> HttpResponse:
    """The second person agrees with an invitation; the code goes to who is invited."""
    invitation = get_object_or_404(Invitation, pk=invitation_id)
    carried_out(
        request,
        lambda: confirm_invitation(by=viewer, invitation=invitation),
        _("Bevestigd. De link is naar %(name)s gestuurd.") % {"name": invitation.display_name},
    )
    return redirect("access:to_confirm")


@require_POST
@door(action="manage_members")
def agree(request: HttpRequest, viewer: Viewer, invitation_id: UUID) -> HttpResponse:
    """The second admin agrees with a recovery; the code goes to the colleague alone."""
    invitation = get_object_or_404(Invitation, pk=invitation_id)
    carried_out(
        request,
        lambda: confirm_recovery(by=viewer, invitation=invitation),
        _("De code is naar het e-mailadres van je collega gestuurd."),
    )
    return redirect("access:members_of", invitation.organisation_id)


@require_POST
@door(action="manage_members")
def revoke(request: HttpRequest, viewer: Viewer, invitation_id: UUID) -> HttpResponse:
    """Withdraws an open invitation."""
    invitation = get_object_or_404(Invitation, pk=invitation_id)
    revoke_invitation(by=viewer, invitation=invitation)
    messages.success(request, _("De uitnodiging is ingetrokken."))
    return redirect("access:members_of", invitation.organisation_id)
