"""The letter about the term to read: that something waits, until when, and how to get in.

It holds nothing of the file. Plain rows in, a letter of the design system out.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
        subject=str(_SUBJECTS[Occasion(notice.occasion)]),
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


_SUBJECTS = {
    Occasion.SHOWN: gettext_lazy("Er staat iets klaar om te lezen"),
    Occasion.REMINDER: gettext_lazy("Herinnering: er staat iets klaar om te lezen"),
    Occasion.CONFIRM: gettext_lazy("Een keuze wacht op jouw antwoord"),
    Occasion.TALK: gettext_lazy("Er is een gesprek gepland of verplaatst"),
}


def _paragraphs(notice: Notice) -> tuple[str, ...]:
    if notice.occasion == Occasion.CONFIRM:
        return (
            _(
                "%(name)s koos wat VDAB nog mag zien naast de loopbaan. Omdat %(name)s nog geen 18"
                " is, vragen we het ook aan jou. Je leest eerst wat er meegaat, en zegt dan ja of"
                " nee."
            )
            % {"name": notice.person.first_name},
            _("Zonder jouw antwoord gaat het niet mee. Eén ouder of voogd die ja zegt, volstaat."),
        )
    if notice.occasion == Occasion.TALK:
        return (
            _(
                "Je begeleider plande of verplaatste een gesprek met jou en VDAB. Bij Overstap lees"
                " je de dag, het uur en de plaats. Kan je dan niet? Zeg het aan je begeleider."
            ),
        )
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
