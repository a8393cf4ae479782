"""How a drawing becomes SVG: the house's letters and colours, the same bytes on every machine."""

import re
import textwrap
from functools import cache
from html import escape
from typing import Any

import altair as alt
import vl_convert

from overstap_paper.signs import FONTS

INK, SOFT, RULE, BRAND, WARM = "#14303b", "#4a626b", "#dcd8cf", "#0e5a6b", "#c2410c"
FACE = "Atkinson Hyperlegible Next"
_LOCALES: dict[str, Any] = {"nl": "nl-NL", "en": "en-US"}
_CONFIG: dict[str, Any] = {
    "font": FACE,
    "background": "#ffffff",
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "labelColor": INK,
        "titleColor": SOFT,
        "gridColor": RULE,
        "domainColor": SOFT,
        "tickColor": SOFT,
        "labelFlush": False,
        "labelOverlap": True,
    },
    "text": {"fontSize": 13, "color": INK},
}
_NOISE = re.compile(r'\s(?:role|aria-[a-z]+|pointer-events|class)="[^"]*"')


def drawn(chart: Any, language: str) -> str:
    """The chart as SVG, without the roles and classes that its library puts in it."""
    _register()
    spec = chart.configure(**_CONFIG).to_dict()
    svg = vl_convert.vegalite_to_svg(spec, format_locale=_LOCALES[language])
    return _NOISE.sub("", svg).replace(' xmlns:xlink="http://www.w3.org/1999/xlink"', "")


@cache
def _register() -> None:
    """Text is measured with the house's own letters, on every machine alike."""
    vl_convert.register_font_directory(str(FONTS))


def described(svg: str, key: str, title: str, description: str) -> str:
    """The drawing as one picture with a name and a description; ids are the page's own."""
    cleaned = re.sub(r'\b(id="|url\(#|href="#)', rf"\g<1>{key}-", svg)
    opened = f'<svg role="img" aria-labelledby="{key}-t {key}-d"'
    named = f'<title id="{key}-t">{escape(title)}</title>'
    named += f'<desc id="{key}-d">{escape(description)}</desc>'
    head, rest = cleaned.removeprefix("<svg").split(">", 1)
    return f"{opened}{head}>{named}{rest}"


def legend() -> alt.Legend:
    """Names above the drawing, one under the other, in full."""
    return alt.Legend(
        title=None, orient="top", direction="vertical", labelFontSize=13, labelLimit=400,
        labelColor=INK, symbolStrokeWidth=2, symbolSize=120,
    )  # fmt: skip


def names_axis() -> alt.Axis:
    """Names of rows, over as many lines as `wrapped` made of them."""
    return alt.Axis(
        labelExpr="split(datum.label, '\\n')", labelLineHeight=15, labelLimit=170,
        grid=True, ticks=False, domain=False,
    )  # fmt: skip


def wrapped(text: str, letters: int) -> list[str]:
    """At most two lines; what is longer ends in dots (the table beside it says it whole)."""
    return textwrap.wrap(text, letters, max_lines=2, placeholder=" …") or [""]
