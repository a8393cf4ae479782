"""A printed letter with an address, and mostly a code, to type or scan. Asks no models; the caller
gives every line."""

import io
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import segno
from django.utils.translation import gettext as _

from overstap.ui.days import day
from overstap_paper.typeset import typeset

TEMPLATE = Path(__file__).resolve().parent / "typst" / "letter.typ"


@dataclass(frozen=True, slots=True)
class Letter:
    """Brief: one page, address at the right for a Belgian window envelope.

    `code` is shown large, in the groups that the caller puts in it, with `valid_until`: the first
    day on which it no longer works; without a code neither is shown. `url` is the address to type;
    `qr_svg` the same as a picture (`draw_qr`). `steps` are numbered; `closing` comes before
    `signature`.
    """

    made_on: date
    recipient: tuple[str, ...]
    sender: tuple[str, ...]
    subject: str
    greeting: str
    paragraphs: tuple[str, ...]
    url: str
    qr_svg: str
    code: str = ""
    valid_until: date | None = None
    steps: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    signature: tuple[str, ...] = ()
    language: str = "nl"


def draw_qr(url: str) -> str:
    """The QR code of `url` as SVG text, error correction M."""
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(
        out, kind="svg", border=0, dark="#14303b", xmldecl=False, svgclass=None, lineclass=None
    )
    return out.getvalue().decode()


def render_letter(letter: Letter) -> bytes:
    """The letter as a tagged PDF."""
    data = asdict(letter) | {
        "made_on": day(letter.made_on),
        "valid_until": day(letter.valid_until),
        "words": {
            "code": _("Je code"),
            "address": _("Ga naar"),
            "until": _("Geldig tot"),
            "qr": _("QR-code met het adres %(url)s") % {"url": letter.url},
            "scan": _("Of scan met je gsm"),
            "page": _("Pagina"),
            "of": _("van"),
        },
    }
    return typeset(TEMPLATE, data, made_on=letter.made_on)
