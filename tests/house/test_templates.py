"""Every template compiles, and holds nothing that the content security policy blocks."""

import re
from pathlib import Path

import pytest
from django.template import engines
from tests import floor
from tests.house import sources

LAYOUTS = {"ui/page.html", "ui/phone.html", "ui/plain.html", "ui/document.html", "ui/base.html"}
EXTENDS = re.compile(r"""{%\s*extends\s+(["'][^"']+["']|\w[\w.]*)""")
SAFE = re.compile(r"\|\s*(safe|safeseq)\b|{%\s*autoescape off")
# Where text is marked as safe, and why it is.
MARKED_SAFE = {
    "ui/components/field_help.html": "help texts are written in forms.py; Django's own hold lists",
}


def name(path: Path) -> str:
    return path.as_posix().split("/templates/", 1)[1]


ALL = sources.templates()


@pytest.mark.parametrize("path", ALL, ids=name)
def test_it_compiles(path: Path) -> None:
    engines["django"].from_string(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", ALL, ids=name)
def test_it_holds_no_inline_script_style_or_event(path: Path) -> None:
    text = re.sub(r"{#.*?#}", "", path.read_text(encoding="utf-8"))
    plain = re.sub(r"{%.*?%}|{{.*?}}", "x", text, flags=re.DOTALL)
    assert floor.inline_of(plain) == ""


def test_text_is_escaped_everywhere_but_where_a_reason_stands() -> None:
    found = {name(p) for p in ALL if SAFE.search(p.read_text(encoding="utf-8"))}
    assert found == set(MARKED_SAFE)


def test_every_page_stands_in_a_layout() -> None:
    """A whole page names its layout; whatever has no <h1> or title block is a part of one."""
    bare = []
    for path in ALL:
        text = path.read_text(encoding="utf-8")
        if "<html" in text:
            assert name(path) in LAYOUTS, f"{name(path)} is a layout of its own"
        elif not EXTENDS.search(text) and re.search(r"{%\s*block (heading|title|content)", text):
            bare.append(name(path))
    assert [n for n in bare if n not in LAYOUTS] == []
