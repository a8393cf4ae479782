"""One-time codes: issuing, handing over, redeeming."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.mail import send_mail
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from overstap.access.choices import CodePurpose, LinkKind
from overstap.access.mailing import mail_is_sent, mail_now
from overstap.access.models import ActivationCode
from overstap.access.queries import call_number, term
from overstap.access.rules import new_code
from overstap.access.sign_in import code_key, login_key
from overstap.audit.services import record_event
from overstap.doors.viewer import Viewer
from overstap.kernel import clock
from overstap.kernel.refusals import NotAllowed, Refusal
from overstap.organisations.models import Organisation
from overstap.people.choices import Channel, ContactKind
from overstap.people.models import ContactPoint, Guardian, Person, Residence
from overstap.ui.letter import Letter, draw_qr, render_letter

# A code for the centre's own device is used at once, at the desk.
DEVICE_CODE_MINUTES = 30


@dataclass(frozen=True)
class Redeemed:
    """What a code opened: the account, the young person it is about, the handover of a device."""

    user_id: UUID
    person_id: UUID
    page: UUID | None
    kind: str


def activation_url(code: str = "") -> str:
    """The address to type, or with the code after `#`, which no server or proxy ever sees."""
    address = f"{settings.PUBLIC_URL}/activeren/"
    return f"{address}#{code}" if code else address


def issue_code(
    *,
    by: Viewer,
    person: Person,
    guardian: Guardian | None = None,
    page: UUID | None = None,
) -> str:
    """Makes a code for the young person or one guardian; an earlier one of the same use stops.

    With `page` it opens that handover's choice page on the centre's device. Answers the code:
    only its keyed hash is kept. Raises NotAllowed when `by` does not guide this person.
    """
    if not by.can("issue_code") or by.organisation_id is None:
        raise NotAllowed(_("Je mag geen codes maken."), code="not_a_counsellor")
    kind = LinkKind.GUARDIAN if guardian else LinkKind.SELF
    purpose = CodePurpose.DEVICE if page else CodePurpose.ACCOUNT
    lasts = timedelta(minutes=DEVICE_CODE_MINUTES) if page else timedelta(days=term("code_days"))
    code, now = new_code(), timezone.now()
    made = ActivationCode(
        code_hash=code_key(code),
        person=person,
        guardian=guardian,
        kind=kind,
        purpose=purpose,
        page=page,
        organisation_id=by.organisation_id,
        issued_by=by.user_id,
        expires_at=now + lasts,
        tries_left=term("code_tries"),
    )
    earlier = ActivationCode.objects.filter(
        person=person,
        guardian=guardian,
        purpose=purpose,
        used_at__isnull=True,
        revoked_at__isnull=True,
    )
    try:
        with transaction.atomic():
            earlier.update(revoked_at=now)
            made.save(force_insert=True)
    except ProgrammingError as error:
        raise NotAllowed(_("Je begeleidt deze jongere niet."), code="may_not") from error
    _record("code_issued", made, by, link=str(kind), use=str(purpose))
    return code


def _record(name: str, code: ActivationCode, by: Viewer, **detail: Any) -> None:
    record_event(
        name,
        role=by.role,
        person=code.person_id,
        organisation=by.organisation_id,
        object=code.pk,
        **detail,
    )


def find_open_code(*, by: Viewer, person: Person, code: str) -> ActivationCode:
    """The unused code that was just shown. Raises Refusal when it no longer works."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select rights.open_code(%s, %s, %s)",
            [code_key(code), person.pk, by.organisation_id],
        )
        shown = cursor.fetchone()[0]
    codes = ActivationCode.objects.select_related("guardian", "organisation")
    found: ActivationCode | None = codes.filter(pk=shown).first()
    if found is None:
        raise Refusal(_("Deze code werkt niet meer. Maak een nieuwe code."), code="code_gone")
    return found


def print_code(*, by: Viewer, person: Person, code: str) -> bytes:
    """The letter with the code as PDF."""
    found = find_open_code(by=by, person=person, code=code)
    home = Residence.objects.filter(person=person).first()
    sender = found.organisation
    _record("code_printed", found, by)
    url = activation_url()
    for_guardian = found.guardian is not None
    name = found.guardian.name if found.guardian else person.full_name
    about = (
        _("Met deze code maak je een account als ouder of voogd van %(name)s.")
        % {"name": person.first_name}
        if for_guardian
        else _("Met deze code maak je je eigen account bij Overstap.")
    )
    return render_letter(
        Letter(
            made_on=clock.today(),
            recipient=(name, *letter_address(home)),
            sender=(sender.name, *letter_address(sender)),
            subject=_("Je code voor Overstap"),
            greeting=letter_greeting(person, found.guardian),
            paragraphs=(
                about,
                _("In Overstap zie je wat er in het dossier staat en wie het mag lezen."),
            ),
            steps=(
                _("Ga naar het adres hierboven of scan de code met je gsm."),
                _("Typ de code en de geboortedatum van de jongere."),
                _("Kies zelf een naam en een wachtwoord. Niemand anders kent je wachtwoord."),
            ),
            closing=(_("Lukt het niet? Vraag het aan je begeleider."), *letter_call(sender)),
            signature=(by.name, sender.name),
            code=code,
            url=url,
            qr_svg=draw_qr(activation_url(code)),
            valid_until=found.expires_at.astimezone(clock.BRUSSELS).date(),
        )
    )


def letter_greeting(person: Person, guardian: Guardian | None) -> str:
    """A young person is greeted by first name, a parent or guardian by the whole name."""
    if guardian:
        return _("Beste %(name)s") % {"name": guardian.name}
    return _("Dag %(name)s") % {"name": person.first_name}


def letter_call(sender: Organisation) -> tuple[str, ...]:
    """The sentence with a telephone number; none when the centre gave no number."""
    who, number = call_number(sender)
    if not number:
        return ()
    words = {"who": who, "number": number.replace(" ", "\u00a0")}
    return (_("Bellen kan ook: %(who)s, %(number)s.") % words,)


def letter_address(place: Residence | Organisation | None) -> tuple[str, ...]:
    if place is None:
        return ()
    lines = (
        f"{place.street} {place.house_number}".strip(),
        f"{place.postcode} {place.municipality_name}".strip(),
    )
    return tuple(line for line in lines if line)


def mail_address(person: Person) -> str:
    """The young person's e-mail address when that is the wish and mail is sent, else ''."""
    if person.channel != Channel.EMAIL or not mail_is_sent():
        return ""
    point = ContactPoint.objects.filter(person=person, kind=ContactKind.EMAIL).first()
    return point.value if point else ""


def mail_code(*, by: Viewer, person: Person, code: str) -> None:
    """Sends the young person's code by e-mail; names nobody. Raises Refusal when it fails."""
    found = find_open_code(by=by, person=person, code=code)
    address = mail_address(person)
    if found.kind != LinkKind.SELF or not address:
        raise Refusal(_("Deze jongere koos niet voor e-mail."), code="no_mail")
    text = _(
        "Dag\n\nMet deze link maak je je account bij Overstap:\n%(url)s\n\n"
        "De link werkt één keer. Verwacht je deze mail niet? Dan hoef je niets te doen.\n"
    ) % {"url": activation_url(code)}
    with transaction.atomic():
        _record("code_mailed", found, by)
        mail_now(_("Je code voor Overstap"), text, address)


def redeem_code(
    *,
    code: str,
    birth_date: date,
    name: str = "",
    password: str = "",
    as_user: UUID | None = None,
) -> Redeemed:
    """Opens or renews an account with a code; with `as_user` ties one more child to that account.

    Raises Refusal: `wrong` (code or birth date, the same sentence), `name_taken`, `own_account`.
    """
    return _redeem(
        CodePurpose.ACCOUNT,
        code,
        birth_date,
        as_user,
        login_key(name),
        make_password(password or None),
    )


def redeem_device_code(*, code: str, birth_date: date) -> Redeemed:
    """The same for the centre's device: an account without a name or password that can be typed."""
    return _redeem(
        CodePurpose.DEVICE, code, birth_date, None, login_key(uuid4().hex), make_password(None)
    )


def _redeem(
    purpose: str, code: str, born: date, as_user: UUID | None, name: str, password: str
) -> Redeemed:
    with connection.cursor() as cursor:
        cursor.execute(
            "select outcome, account, subject, opens, as_kind from"
            " rights.redeem_code(%s, %s, %s, %s, %s, %s)",
            [code_key(code), born, as_user, name, password, purpose],
        )
        outcome, account, subject, opens, kind = cursor.fetchone()
    if outcome == "ok":
        return Redeemed(account, subject, opens, kind)
    raise _REFUSALS[outcome]()


def tell_of_use(person_id: UUID) -> None:
    """Mails that a code was used to every address of the young person, also one that left the file
    in the last month. Names nobody. Whoever redeemed the code must be the actor."""
    with connection.cursor() as cursor:
        cursor.execute("select rights.addresses_to_tell(%s)", [person_id])
        addresses: list[str] = cursor.fetchone()[0]
    text = _(
        "Dag\n\nMet een code is een account van Overstap geopend."
        " Bestond het al? Dan kreeg het een nieuw wachtwoord.\n"
        "Was jij dat, of iemand bij jou thuis? Dan hoef je niets te doen.\n"
        "Wist je dit niet? Bel dan je school of centrum."
        " Bij ‘Mijn rechten’ staat wie de code maakte:\n%(url)s\n\n"
        "Er gaat nu nog niets privé open: daarvoor wachten we enkele dagen.\n"
    ) % {"url": f"{settings.PUBLIC_URL}/mijn/rechten/"}
    for address in addresses:
        transaction.on_commit(
            lambda to=address: send_mail(  # type: ignore[misc]
                _("Er is een code gebruikt bij Overstap"), text, None, [to]
            ),
            robust=True,
        )


def _wrong() -> Refusal:
    return Refusal(
        _(
            "Deze code en geboortedatum horen niet bij elkaar, of de code werkt niet meer."
            " Kijk ze na of vraag een nieuwe code."
        ),
        code="wrong",
    )


_REFUSALS: dict[str, Callable[[], Refusal]] = {
    "wrong": _wrong,
    "name_taken": lambda: Refusal(
        _("Deze naam is al in gebruik. Kies een andere naam."), code="name_taken", field="name"
    ),
    "own_code": lambda: Refusal(
        _("Jij maakte deze code. Alleen de ouder of voogd kan ze gebruiken."), code="own_code"
    ),
    "own_account": lambda: Refusal(
        _("Deze code is voor de jongere zelf. Meld je eerst af en open dan deze pagina opnieuw."),
        code="own_account",
    ),
}
