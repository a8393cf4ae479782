"""Staff: invitations, memberships, recoveries."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from overstap.access.mailing import mail_now
from overstap.access.models import Invitation, Membership, User
from overstap.access.queries import takes_two, term
from overstap.access.rules import TOKEN_LENGTH, new_code
from overstap.access.sign_in import code_key, login_key
from overstap.audit.services import record_event
from overstap.doors.viewer import Viewer
from overstap.kernel.refusals import NotAllowed, Refusal
from overstap.organisations.models import Organisation

# Why a code that is right lets nobody in.
REFUSED = {
    "sign_out_first": gettext_lazy(
        "Deze link is om een account te herstellen. Meld je eerst af en open hem opnieuw."
    ),
    "waits": gettext_lazy(
        "Een tweede beheerder of een teamverantwoordelijke moet deze uitnodiging nog bevestigen."
        " Daarna krijg je een nieuwe link per e-mail."
    ),
    "own": gettext_lazy(
        "Jij maakte of bevestigde deze uitnodiging. Alleen wie uitgenodigd is, kan ze aannemen."
    ),
    "platform_apart": gettext_lazy(
        "Een platformbeheerder werkt met dat account voor geen andere organisatie. Meld je af en"
        " neem de uitnodiging aan met een eigen account."
    ),
}
EDITABLE = ("display_name", "phone", "email", "is_contact", "topic", "deputy_id")


@dataclass(frozen=True)
class Joined:
    """Who came in by an invitation, where, and whether it was a recovery."""

    user_id: UUID
    organisation_id: UUID
    role: str
    was_recovery: bool


@dataclass(frozen=True)
class Invited:
    """The code to hand over, and whether a mail with it left this machine."""

    token: str
    is_mailed: bool


def invitation_url(token: str = "") -> str:
    """The address of an invitation, its code after `#`: no server or proxy ever sees it."""
    address = f"{settings.PUBLIC_URL}/uitnodiging/"
    return f"{address}#{token}" if token else address


def invite(
    *, by: Viewer, organisation: Organisation, role: str, display_name: str, email: str
) -> Invited:
    """Invites a staff member. Mailed as well; a mail that fails ends nothing, and is told.

    The token is '' for a role that a second person confirms first (`confirm_invitation`): the code
    then goes to the invited colleague alone. The database refuses a role that this kind of
    organisation does not have, or that `by` may not hand out: NotAllowed. Refusal `own_address`
    when it is an address of `by`.
    """
    if _is_own_address(by, email):
        raise Refusal(
            _("Dit is je eigen e-mailadres. Niemand nodigt zichzelf uit."),
            code="own_address",
            field="email",
        )
    token = _invite(
        by,
        Invitation(organisation=organisation, role=role, display_name=display_name, email=email),
        "member_invited",
    )
    if not token:
        return Invited("", is_mailed=False)
    try:
        _mail(email, token)
    except Refusal:
        return Invited(token, is_mailed=False)
    return Invited(token, is_mailed=True)


def recover(*, by: Viewer, member: Membership, reason: str) -> None:
    """Asks to give a colleague a new name, password and second factor: a second admin confirms.

    Not for oneself, and only by the platform admin when the account reaches another organisation
    or a young person's file. The reason is kept. There is no code yet.
    """
    if member.user_id == by.user_id:
        raise Refusal(
            _("Je kan jezelf niet herstellen. Vraag het aan een andere beheerder."),
            code="own_membership",
        )
    _invite(
        by,
        Invitation(
            organisation_id=member.organisation_id,
            role=member.role,
            display_name=member.display_name,
            email=member.email,
            recovers=member,
            reason=reason,
        ),
        "recovery_started",
    )


def _is_own_address(by: Viewer, email: str) -> bool:
    mine = Membership.objects.filter(user_id=by.user_id, email__iexact=email)
    return mine.exists() or User.objects.filter(pk=by.user_id, username=login_key(email)).exists()


def confirm_invitation(*, by: Viewer, invitation: Invitation) -> None:
    """A second admin or a lead agrees: the code goes to the invited colleague, and nobody else."""
    token = new_code(TOKEN_LENGTH)
    try:
        # A code that reaches nobody confirms nothing: all of it, or none.
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "select rights.confirm_invitation(%s, %s)", [invitation.pk, code_key(token)]
            )
            address: str = cursor.fetchone()[0]
            _record(
                "invitation_confirmed",
                by,
                invitation.organisation_id,
                invitation.pk,
                staff_role=invitation.role,
            )
            _mail(address, token)
    except ProgrammingError as error:
        raise _no_confirmation(error) from error


def _no_confirmation(error: ProgrammingError) -> Refusal:
    sentences = {
        "second_admin": _("Jij nodigde deze collega uit. Iemand anders moet het bevestigen."),
        "already": _("Deze uitnodiging is al bevestigd of vervallen. Herlaad de pagina."),
    }
    return _refusal_of(
        error,
        sentences,
        _(
            "Deze uitnodiging mag jij niet bevestigen. Vraag het aan een andere beheerder of aan"
            " een teamverantwoordelijke."
        ),
    )


def confirm_recovery(*, by: Viewer, invitation: Invitation) -> None:
    """The second admin agrees: the code goes to the colleague's own address, and to nobody else."""
    token = new_code(TOKEN_LENGTH)
    try:
        # A code that reaches nobody confirms nothing: all of it, or none.
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "select rights.confirm_recovery(%s, %s)", [invitation.pk, code_key(token)]
            )
            address: str = cursor.fetchone()[0]
            _record("recovery_confirmed", by, invitation.organisation_id, invitation.pk)
            _mail(address, token)
    except ProgrammingError as error:
        raise _no_recovery(error) from error


def _no_recovery(error: ProgrammingError) -> Refusal:
    sentences = {
        "second_admin": _("Jij vroeg dit herstel. Een andere beheerder moet het bevestigen."),
        "already": _("Dit herstel is al bevestigd of vervallen. Herlaad de pagina."),
        "no_mailbox": _(
            "De code gaat naar het e-mailadres van de collega zelf. Dat ontbreekt, of het is pas"
            " veranderd. Wacht een week, of beëindig de toegang en nodig de collega opnieuw uit."
        ),
    }
    return _refusal_of(
        error, sentences, _("Dit mag je niet zelf doen. Vraag het aan de platformbeheerder.")
    )


def _refusal_of(error: ProgrammingError, sentences: dict[str, str], otherwise: str) -> Refusal:
    """What the database said, as a sentence."""
    for code, sentence in sentences.items():
        if str(error).startswith(code):
            return Refusal(sentence, code=code)
    return Refusal(otherwise, code="may_not")


def _invite(by: Viewer, invitation: Invitation, event: str) -> str:
    token = new_code(TOKEN_LENGTH)
    invitation.token_hash = code_key(token)
    invitation.invited_by = by.user_id
    invitation.expires_at = timezone.now() + timedelta(days=term("invitation_days"))
    try:
        with transaction.atomic():
            if invitation.recovers_id:
                _revoke(Invitation.objects.filter(recovers=invitation.recovers_id))
            invitation.save(force_insert=True)
    except ProgrammingError as error:
        raise NotAllowed(
            _("Dit mag je niet zelf doen. Vraag het aan de platformbeheerder."), code="may_not"
        ) from error
    _record(event, by, invitation.organisation_id, invitation.pk, staff_role=invitation.role)
    # What a second person confirms has no code before that: this one opens nothing.
    if invitation.recovers_id or takes_two(invitation.organisation_id, invitation.role):
        return ""
    return token


def _mail(address: str, token: str) -> None:
    """At once, so that whoever invites reads whether it left. Raises Refusal when it did not."""
    text = _(
        "Dag\n\nJe bent uitgenodigd om met Overstap te werken. Open deze link:\n%(url)s\n\n"
        "De link werkt één keer, %(days)s dagen lang.\n"
    ) % {"url": invitation_url(token), "days": term("invitation_days")}
    mail_now(_("Uitnodiging voor Overstap"), text, address)


def _revoke(invitations: Any) -> int:
    return int(
        invitations.filter(used_at__isnull=True, revoked_at__isnull=True).update(
            revoked_at=timezone.now()
        )
    )


def revoke_invitation(*, by: Viewer, invitation: Invitation) -> None:
    """An open invitation or recovery stops at once."""
    if _revoke(Invitation.objects.filter(pk=invitation.pk)):
        _record("invitation_revoked", by, invitation.organisation_id, invitation.pk)


def accept_invitation(
    *, token: str, name: str, password: str, as_user: UUID | None = None
) -> Joined:
    """A new account with its membership; a second membership for `as_user`; or a recovery.

    Raises Refusal `wrong` or `name_taken`.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select outcome, account, organisation, member_role, recovered"
            " from rights.accept_invitation(%s, %s, %s, %s)",
            [code_key(token), login_key(name), make_password(password or None), as_user],
        )
        outcome, *rest = cursor.fetchone()
    if outcome == "name_taken":
        raise Refusal(
            _(
                "Met dit e-mailadres bestaat al een account. Meld je daarmee aan en open de"
                " uitnodiging opnieuw, of kies een ander adres."
            ),
            code="name_taken",
            field="name",
        )
    if outcome in REFUSED:
        raise Refusal(str(REFUSED[outcome]), code=outcome)
    if outcome != "ok":
        raise Refusal(
            _("Deze uitnodiging werkt niet (meer). Vraag een nieuwe aan je beheerder."),
            code="wrong",
        )
    return Joined(*rest)


def edit_member(*, by: Viewer, member: Membership, **fields: Any) -> None:
    """Changes the name, contact data and contact person fields of a member."""
    if unknown := set(fields) - set(EDITABLE):
        raise ValueError(f"not editable here: {sorted(unknown)}")
    if not Membership.objects.filter(pk=member.pk).update(**fields):
        raise NotAllowed(_("Dit lid kan je niet aanpassen."), code="may_not")
    _record("member_edited", by, member.organisation_id, member.pk)


def end_membership(*, by: Viewer, member: Membership) -> None:
    """Ends a membership today; all sessions of that account end in the same transaction."""
    if member.user_id == by.user_id:
        raise Refusal(
            _("Je kan je eigen toegang niet beëindigen. Vraag het aan een andere beheerder."),
            code="own_membership",
        )
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select rights.end_membership(%s)", [member.pk])
    except ProgrammingError as error:
        raise NotAllowed(_("Dit lid hoort niet bij je organisatie."), code="may_not") from error
    _record("membership_ended", by, member.organisation_id, member.pk, staff_role=member.role)


def _record(name: str, by: Viewer, organisation_id: UUID, object_id: UUID, **detail: Any) -> None:
    record_event(
        name,
        role=by.role,
        organisation=organisation_id,
        object=object_id,
        purpose="administration",
        **detail,
    )
