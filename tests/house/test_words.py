"""One word for one thing: the table of docs/glossary.md holds for every string a reader meets."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.house import sources

GLOSSARY = sources.TOP / "docs" / "glossary.md"
CALLS = {
    *("_", "gettext", "gettext_lazy", "gettext_noop", "N_", "declare"),
    *("ngettext", "ngettext_lazy", "pgettext"),
}
_TRANSLATED = re.compile(r"""\{% translate (?:"([^"]*)"|'([^']*)')""")
_BLOCK = re.compile(r"\{% blocktranslate[^%]*%\}(.*?)\{% endblocktranslate", re.DOTALL)
_CALLED = re.compile(r"""_\((?:"([^"]*)"|'([^']*)')\)""")


def rows() -> list[tuple[str, list[str]]]:
    """The word that is said, and those that are not."""
    part = GLOSSARY.read_text(encoding="utf-8").split("## Words on the pages")[1]
    found = re.findall(r"^\| ([^|]+?) \| ([^|]+?) \| [^|]+ \|$", part, re.MULTILINE)
    return [(say, never.split(", ")) for say, never in found if say != "say"]


def in_python(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name in CALLS:
            # An event is declared by its name, which nobody reads, and its words.
            for argument in node.args[name == "declare" :]:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value


def in_template(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    for pattern in (_TRANSLATED, _BLOCK, _CALLED):
        for found in pattern.finditer(text):
            yield next(group for group in found.groups() if group is not None)


def strings() -> list[tuple[str, str]]:
    """Every string that is shown, with the file it stands in."""
    package = sources.TOP / "src" / "overstap"
    told = []
    for path in sorted(package.rglob("*")):
        if path.suffix not in {".py", ".html"} or "migrations" in path.parts:
            continue
        read = in_python if path.suffix == ".py" else in_template
        told += [(str(path.relative_to(package)), text) for text in read(path)]
    return told


def pattern_of(never: list[str]) -> re.Pattern[str]:
    words = "|".join(re.escape(word).replace(r"\*", r"\w*") for word in never)
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE)


@pytest.fixture(scope="module")
def shown() -> list[tuple[str, str]]:
    return strings()


def test_the_pages_hold_strings_and_the_table_holds_words(shown: list[tuple[str, str]]) -> None:
    assert len(shown) > 1_000
    assert len(rows()) >= 10


@pytest.mark.parametrize(("say", "never"), rows(), ids=lambda value: str(value)[:20])
def test_a_page_says_one_word_for_one_thing(
    shown: list[tuple[str, str]], say: str, never: list[str]
) -> None:
    pattern = pattern_of(never)
    wrong = [f"{path}: {text!r}" for path, text in shown if pattern.search(text)]
    assert not wrong, f"say {say!r}:\n" + "\n".join(wrong)


def test_a_forbidden_word_is_found_whole_and_whatever_its_letters() -> None:
    pattern = pattern_of(["mama", "inlog*"])
    assert pattern.search("Je Mama kijkt mee.")
    assert pattern.search("Inloggen")
    assert not pattern.search("mamaroute")
