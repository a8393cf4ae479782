"""Reading elements by local name while remembering what was read, so that nothing gets lost."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from lxml import etree

from overstap.kernel.dates import parse_xsd_date

__all__ = ["Coded", "Reading", "Unknown", "child", "children", "local", "tidy"]

_NO_END = 9999
_INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"


@dataclass(frozen=True, slots=True)
class Unknown:
    """Text of a message that was not understood. `path` has local names; `text` is verbatim."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Coded:
    """A code with the label that the message gave it; either may be empty."""

    code: str = ""
    label: str = ""


def tidy(text: str | None) -> str:
    """Trimmed, with each run of white space (line breaks inside codes) as one space."""
    return " ".join((text or "").split())


def local(element: etree._Element) -> str:
    """Local name: namespaces vary between versions and suppliers."""
    return str(element.tag).rpartition("}")[2]


def children(element: etree._Element, name: str) -> list[etree._Element]:
    return list(element.iterchildren(f"{{*}}{name}"))


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    for name in path:
        if element is None:
            return None
        element = next(element.iterchildren(f"{{*}}{name}"), None)
    return element


class Reading:
    """One element under reading.

    What `text`, `coded`, `each` and the others return counts as read; `leftovers` gives the rest:
    repeated elements, new elements, attributes, text between elements.
    """

    def __init__(self, element: etree._Element) -> None:
        self.element = element
        self._read: set[etree._Element] = set()
        self._claimed: set[etree._Element] = set()
        self._refused: list[Unknown] = []

    def text(self, path: str, *, inside: etree._Element | None = None) -> str:
        """Tidy text of the first element at `path` ('A/B'); '' when missing or not a leaf."""
        start = self.element if inside is None else inside
        found = child(start, *path.split("/"))
        if found is None or len(found):
            return ""
        self._read.add(found)
        return tidy(found.text)

    def coded(
        self,
        path: str,
        *,
        code: str = "Code",
        label: str = "Naam",
        inside: etree._Element | None = None,
    ) -> Coded:
        return Coded(
            self.text(f"{path}/{code}", inside=inside), self.text(f"{path}/{label}", inside=inside)
        )

    def day(self, path: str, *, inside: etree._Element | None = None) -> date | None:
        """A date of XML Schema; None for 9999, which says 'no end'. The rest is kept as unknown."""
        day = self._converted(path, _plain_day, inside)
        return None if day is None or day.year == _NO_END else day

    def number(self, path: str) -> int | None:
        """A whole number written plainly; anything else is kept as unknown."""
        return self._converted(path, _plain_number, None)

    def each(self, path: str) -> Iterator[etree._Element]:
        """All elements at `path`; use `text(..., inside=…)` to read them."""
        *parents, name = path.split("/")
        parent = child(self.element, *parents)
        yield from () if parent is None else children(parent, name)

    def refuse(self, path: str, text: str) -> None:
        """Note a text that was read but not understood; an empty text is nothing to note."""
        if text:
            self._refused.append(Unknown(path, text))

    def claim(self, path: str) -> list[etree._Element]:
        """All elements at `path`, whole: another reading takes care of them and their contents."""
        found = list(self.each(path))
        self._claimed.update(found)
        return found

    def leftovers(self) -> tuple[Unknown, ...]:
        return (*self._refused, *self._unread(self.element, ""))

    def _converted[T](
        self, path: str, convert: Callable[[str], T], inside: etree._Element | None
    ) -> T | None:
        text = self.text(path, inside=inside)
        if not text:
            return None
        try:
            return convert(text)
        except ValueError:
            self.refuse(path, text)
            return None

    def _unread(self, element: etree._Element, path: str) -> Iterator[Unknown]:
        for name, value in element.attrib.items():
            if not str(name).startswith(_INSTANCE) and value.strip():
                yield Unknown(f"{path}@{etree.QName(name).localname}", str(value))
        if element not in self._read and (element.text or "").strip():
            yield Unknown(path, str(element.text))
        for one in element:
            if one in self._claimed:
                pass
            elif isinstance(one.tag, str):
                yield from self._unread(one, f"{path}/{local(one)}" if path else local(one))
            elif not isinstance(one, etree._Comment | etree._ProcessingInstruction):
                yield Unknown(path, str(one.text))
            if (one.tail or "").strip():
                yield Unknown(path, str(one.tail))


def _plain_day(text: str) -> date:
    day = parse_xsd_date(text)
    if day.year < 1900:  # 0001-01-01, 1800-01-01: how systems write 'not known'
        raise ValueError
    return day


def _plain_number(text: str) -> int:
    number = int(text)
    if str(number) != text or abs(number) > 10**9:
        raise ValueError
    return number
