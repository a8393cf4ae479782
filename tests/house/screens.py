"""Every page that a GET opens, as HTML: made once for all tests that look at all pages."""

from dataclasses import dataclass
from html.parser import HTMLParser

from django.db import connection, transaction
from tests.house import doors
from tests.house.test_doors import table

from overstap.access.actor import set_actor

# One of each kind of visitor, so that each address is met in the layouts that it has.
VISITORS = (
    "centre_lead", "vdab_lead", "org_admin", "platform_admin", "researcher", "young_person",
    "guardian", "nobody",
)  # fmt: skip
_PAGES: list["Page"] = []


@dataclass(frozen=True)
class Element:
    """One element: its attributes, and the text that stands in it."""

    tag: str
    attributes: dict[str, str]
    parents: tuple["Element", ...]
    texts: list[str]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())

    def says(self, name: str) -> str:
        return self.attributes.get(name, "")

    @property
    def classes(self) -> set[str]:
        return set(self.says("class").split())


@dataclass(frozen=True)
class Page:
    """What one visitor reads at one address."""

    name: str
    role: str
    html: str
    elements: tuple[Element, ...]
    parts: tuple[str, ...]

    def all(self, *tags: str) -> list[Element]:
        return [element for element in self.elements if element.tag in tags]

    @property
    def title(self) -> str:
        return self.all("title")[0].text

    def __str__(self) -> str:
        return f"{self.name} as {self.role}"


class _Reader(HTMLParser):
    VOID = frozenset({"input", "br", "hr", "img", "meta", "link", "path", "circle", "rect"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[Element] = []
        self.open: list[Element] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        element = Element(tag, at, tuple(self.open), [])
        self.found.append(element)
        if tag not in self.VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        while any(element.tag == tag for element in self.open):
            if self.open.pop().tag == tag:
                break

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.texts.append(data)


def read(html: str) -> tuple[Element, ...]:
    return tuple(_Reader(html).found)


def pages() -> list[Page]:
    """Made at the first call, in the caller's transaction; kept as text."""
    if not _PAGES:
        own, opens = doors.make("hier"), table()
        visitors = {role: doors.client(own, role) for role in VISITORS}
        for one in doors.addresses():
            name, parts = one.name, one.parts
            answers = dict(zip(doors.ROLES, opens[name, "own"], strict=True))
            for role, visitor in visitors.items():
                if answers[role] == "open":
                    html = _get(visitor, doors.address(name, parts, own))
                    if html.lstrip().startswith("<!doctype"):
                        _PAGES.append(Page(name, role, html, read(html), tuple(parts)))
    return _PAGES


def _get(visitor: doors.Client, url: str) -> str:
    before = transaction.savepoint_create()
    connection.cursor().execute("set local role overstap_app")
    try:
        answer = visitor.get(url)
        is_page = answer["Content-Type"].startswith("text/html") and not answer.streaming
        return answer.content.decode() if is_page else ""
    finally:
        transaction.savepoint_rollback(before)
        set_actor(None)
