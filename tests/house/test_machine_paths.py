# ruff: noqa: E501  (SQL reads better whole)
"""Nothing in the project tells of the machine that it was made on, or of real people."""

import re

import pytest
from tests.house import sources

TEXT = {".py", ".md", ".html", ".sql", ".toml", ".yaml", ".yml", ".txt", ".css", ".js", ".csv", ".sh", ".typ",
        ".json", ".jsonld", ".xml", ".cfg", ".ini", ""}  # fmt: skip
# Written in parts: this file must pass its own test.
PATTERNS = {
    "a path of one machine": re.compile(
        "|".join(("/root/", "/home/[a-z]", "/work/", r"C:\\\\Us" "ers"))
    ),
    "an address of a package server": re.compile(
        "|".join(
            (
                "files.pythonhosted",
                "pypi.org/simple",
                "registry.npmjs",
                r"--index-url\s+http",
                "artifactory",
            )
        )
    ),
    "a secret": re.compile(
        "|".join(("-----BEGIN [A-Z ]*PRIVATE KEY", "AKIA[0-9A-Z]{16}", "ghp_[A-Za-z0-9]{30}"))
    ),
}
# A valid INSZ that is not a test number (month + 60) would be somebody's.
NUMBER = re.compile(r"(?<![\d.])(\d{2})\.?(\d{2})\.?(\d{2})[-.]?(\d{3})[-.]?(\d{2})(?![\d.])")
# Numbers that stand in public documents as examples; checked by hand.
KNOWN_EXAMPLES = {
    "52121199743": "published test set of the Flemish data platform",
    "85073003328": "example in the documentation of python-stdnum",
    "17073003384": "example in the documentation of python-stdnum",
}
SELF = "tests/house/test_machine_paths.py"


def texts() -> list[tuple[str, str]]:
    found = []
    for path in sources.tracked():
        name = path.relative_to(sources.TOP).as_posix()
        if path.suffix in TEXT and path.stat().st_size < 2_000_000 and name != SELF:
            try:
                found.append((name, path.read_text(encoding="utf-8")))
            except UnicodeDecodeError:
                continue
    return found


@pytest.mark.parametrize("what", PATTERNS)
def test_no_file_holds(what: str) -> None:
    found = [
        f"{name}: {match.group()}"
        for name, text in texts()
        if (match := PATTERNS[what].search(text)) and not allowed(what, name)
    ]
    assert found == []


def allowed(what: str, name: str) -> bool:
    # The state folder of an administrator's own start; explained there.
    return what == "a path of one machine" and name in {"src/overstap/config/state.py"}


def digits(text: str) -> str:
    return "".join(str(int(c)) for c in text if c.isdigit())


def is_somebodys(match: re.Match[str]) -> bool:
    year, month, day, order, check = match.groups()
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return False
    body = int(year + month + day + order)
    return int(check) in {97 - body % 97, 97 - (2_000_000_000 + body) % 97}


def test_no_file_holds_a_number_that_could_be_somebodys() -> None:
    found = [
        f"{name}: {match.group()}"
        for name, text in texts()
        if not name.endswith((".svg", ".csv", ".css"))
        for match in NUMBER.finditer(text)
        if is_somebodys(match) and digits(match.group()) not in KNOWN_EXAMPLES
    ]
    assert found == []
