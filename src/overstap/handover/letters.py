"""The letter about the term to read: that something waits, until when, and how to get in.

It holds nothing of the file. Plain rows in, a letter of the design system out.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from overstap.handover.choices import Occasion
from overstap.handover.models import Notice
from overstap.kernel import clock, dutch
from overstap.ui.letter import Letter, draw_qr


@dataclass(frozen=True, slots=True)
class WayIn:
    """How the reader gets in: with a code, or, with an account already, without (`code` = '').

    `url` is the address to type, `scanned` the one behind the picture."""

    code: str
    url: str
    scanned: str
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class Manners:
    """How the letter greets, whom it says to call (`call` is empty without a number), who signs."""

    greeting: str
    call: tuple[str, ...]
    signed_by: str


def term_letter(
    notice: Notice,
    way_in: WayIn,
    *,
    home: tuple[str, ...],
    centre: tuple[str, ...],
    manners: Manners,
) -> Letter:
    """To the young person, or to one guardian; `home` and `centre` are lines of an address."""
    reader = notice.guardian.name if notice.guardian else notice.person.full_name
    return Letter(
        made_on=clock.today(),
        recipient=(reader, *home),
        sender=(notice.sender.name, *centre),
        subject=_("Herinnering: er staat iets klaar om te lezen")
        if notice.occasion == Occasion.REMINDER
        else _("Er staat iets klaar om te lezen"),
        greeting=manners.greeting,
        paragraphs=_paragraphs(notice),
        steps=_steps_in(with_code=bool(way_in.code)),
        closing=(
            _(
                "Geen internet? Kom langs. Je kan lezen op een toestel van het centrum. Antwoorden"
                " op papier kan ook."
            ),
            *manners.call,
        ),
        signature=(manners.signed_by, notice.sender.name),
        code=way_in.code,
        url=way_in.url,
        qr_svg=draw_qr(way_in.scanned),
        valid_until=way_in.valid_until,
    )


def _paragraphs(notice: Notice) -> tuple[str, ...]:
    words = {"name": notice.person.first_name, "day": dutch.long_date(notice.term_ends_on)}
    if notice.guardian_id:
        return (
            _(
                "%(name)s gaat weg van ons centrum. Daarna gaat de loopbaan van %(name)s naar VDAB."
                " Jullie mogen eerst lezen wat er meegaat."
            )
            % words,
            _(
                "Dat kan tot %(day)s. Daarna gaat de loopbaan naar VDAB, ook zonder antwoord. De"
                " rest gaat alleen mee als %(name)s het wil en jij het bevestigt."
            )
            % words,
        )
    return (
        _(
            "Je gaat weg van ons centrum. Daarna gaat je loopbaan naar VDAB. Jij mag eerst lezen"
            " wat er meegaat. Klopt iets niet? Zeg het dan."
        ),
        _(
            "Dat kan tot %(day)s. Daarna gaat je loopbaan naar VDAB, ook als je niets doet. De rest"
            " gaat alleen mee als jij het wil."
        )
        % words,
    )


def _steps_in(*, with_code: bool) -> tuple[str, ...]:
    if with_code:
        return (
            _("Ga naar het adres hierboven of scan de code met je gsm."),
            _("Typ de code en de geboortedatum van de jongere."),
            _("Kies zelf een naam en een wachtwoord. Niemand anders kent je wachtwoord."),
        )
    return (
        _("Ga naar het adres hierboven of scan de code met je gsm."),
        _("Meld je aan met je eigen naam en wachtwoord."),
        _("Wachtwoord vergeten? Vraag een nieuwe code aan je begeleider."),
    )
