"""The colours of the style sheet against each other, in the light and in the dark (WCAG 2.2 AA)."""

import re
from pathlib import Path

import pytest

from overstap import ui

CSS = (Path(ui.__file__).parent / "static/ui/overstap.css").read_text(encoding="utf-8")
TOKEN = re.compile(r"--([a-z-]+): (#[0-9a-f]{6});")
WHITE = "#ffffff"
# Text and what is behind it: 4.5:1.
TEXT = [
    *[(ink, back) for ink in ("ink", "ink-soft", "brand", "stop") for back in ("paper", "card")],
    *[(f"line-{line}", "card") for line in (
        "fulltime", "dual", "runup", "naft", "bkl", "work", "parttime"
    )],
    ("brand-dark", "brand-wash"), ("warm-ink", "warm-wash"), ("ok", "ok-wash"),
    ("wait", "wait-wash"), ("stop", "stop-wash"), ("ink-soft", "calm-wash"), ("ink", "calm-wash"),
    ("placeholder", "card"), ("brand", "brand-wash"), ("ink", "hover"), ("ink-soft", "hover"),
    (WHITE, "brand-fill"), (WHITE, "brand-fill-dark"),
]  # fmt: skip
# What is no text: borders of controls, the arrow of an order, filled and empty parts: 3:1.
SHAPES = [
    ("rule-strong", "card"), ("rule-strong", "paper"), ("rule-strong", "track"),
    ("warm", "card"), ("warm", "paper"), ("brand", "track"), ("ok-fill", "card"),
    (WHITE, "ok-fill"),    ("brand-fill", "card"), ("stop", "card"),
]  # fmt: skip


def tokens(mode: str) -> dict[str, str]:
    light, dark = CSS.split("@media screen and (prefers-color-scheme: dark)", 1)
    found = dict(TOKEN.findall(light))
    if mode == "dark":
        block = dark.split("\n}\n", 1)[0]
        found |= dict(TOKEN.findall(block))
    return found


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(("pairs", "least"), [(TEXT, 4.5), (SHAPES, 3.0)], ids=["text", "shapes"])
def test_what_must_be_seen_stands_out(
    mode: str, pairs: list[tuple[str, str]], least: float
) -> None:
    colours = tokens(mode)
    weak = {}
    for one, other in pairs:
        ratio = contrast(colours.get(one, one), colours.get(other, other))
        if ratio < least:
            weak[one, other] = round(ratio, 2)
    assert weak == {}


def test_the_knob_that_is_off_stands_out_in_both() -> None:
    knobs = re.findall(r"--knob: url\(.*?fill='%23([0-9a-f]{6})'", CSS)
    assert len(knobs) == 2
    for knob, mode in zip(knobs, ("light", "dark"), strict=True):
        assert contrast(f"#{knob}", tokens(mode)["card"]) >= 3, mode


def test_no_rule_has_a_colour_of_its_own_beside_the_tokens() -> None:
    """A colour that is no token stays light in the dark; paper and a report's page are light."""
    rules = CSS.split("\n}\n", 3)[-1].split("@media print", 1)[0]
    own = [
        line.strip()
        for line in rules.splitlines()
        if re.search(r"#[0-9a-f]{3,6}\b", line)
        and "--" not in line.split("#")[0]
        and ".report-frame" not in line
    ]
    assert own == []
