"""What the young person read when choosing. The version is stored with each choice.

Changing a sentence means a new version beside the old one: what somebody agreed to stays known.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_noop


@dataclass(frozen=True)
class ChoiceText:
    """The sentences of the choice page."""

    version: str
    intro: str
    purpose: str
    private_intro: str
    warm: str


CHOICE_TEXTS = {
    "2026-11": ChoiceText(
        version="2026-11",
        intro=gettext_noop(
            "Je loopbaan gaat mee naar VDAB, zodat je niet van nul begint. Al de rest kies jij. "
            "Je kan je keuze later altijd veranderen."
        ),
        purpose=gettext_noop("samen met jou werk of een opleiding zoeken"),
        private_intro=gettext_noop(
            "Dit delen we nooit vanzelf. Je mag met een schone lei beginnen: VDAB ziet niet dat er "
            "iets is."
        ),
        warm=gettext_noop(
            "Jij, je begeleider en VDAB praten één keer samen. Zo ken je meteen iemand bij VDAB."
        ),
    ),
}
CHOICE_TEXT = CHOICE_TEXTS["2026-11"]
