"""Safe parsing of XML that came from outside.

Every refusal is one exception type, `UnreadableMessage`, with a Dutch sentence that says what is
wrong, where, and what to do. The sentence never repeats content of the message: that may hold a
national number.
"""

import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from lxml import etree

__all__ = ["Limits", "UnreadableMessage", "parse", "read_file", "read_stream"]

# One step of reading: small enough that a flood of elements is noticed early.
CHUNK_CHARACTERS = 32_768

# `<` cannot stand inside a tag, so the text between two of them holds at most one tag.
_LONG_SEGMENT = re.compile(r"<[^<]{60000,}")
_DECLARATION = re.compile(r"<\?xml[\t\r\n ][^>]{0,500}?\?>")
_ENCODING = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")

_ENCODINGS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "ascii",
    "ascii": "ascii",
    "iso-8859-1": "latin-1",
    "latin1": "latin-1",
    "iso-8859-15": "iso-8859-15",
    "windows-1252": "cp1252",
    "cp1252": "cp1252",
}
_ASK_AGAIN = "Vraag het bericht opnieuw op bij de bron."


@dataclass(frozen=True, slots=True)
class Limits:
    """What one message may cost. Real answers are below 150 kB, 20 levels and 8,000 elements."""

    max_bytes: int = 10_000_000
    max_depth: int = 64
    max_elements: int = 30_000
    max_attributes: int = 2_000


class UnreadableMessage(Exception):
    """A message that cannot be read.

    `code` is stable (for tests and lists), `text` is a Dutch sentence for people, `line` and
    `column` count from 1 where they are known.
    """

    def __init__(
        self, code: str, text: str, *, line: int | None = None, column: int | None = None
    ) -> None:
        self.code = code
        self.line = line
        self.column = column
        self.text = text
        super().__init__(text)


def parse(data: bytes, *, limits: Limits | None = None) -> etree._Element:
    """Parse one XML message and return its root element.

    Refuses a DTD before any parser sees it, so that no entity is ever declared or expanded.
    Comments and processing instructions are dropped: they are notes, not data.
    Raises UnreadableMessage.
    """
    limits = limits or Limits()
    _refuse_size(len(data), limits)
    if not data.strip():
        raise UnreadableMessage("empty", f"Het bestand is leeg. {_ASK_AGAIN}")
    text = _decode(data)
    _refuse_nul(text)
    text = _without_declaration(text)
    _refuse_dtd(text)
    _refuse_attribute_flood(text, limits)
    try:
        return _build(text, limits)
    except etree.XMLSyntaxError as error:
        raise _explained(error, text) from None
    except (ValueError, LookupError, etree.LxmlError):
        raise UnreadableMessage(
            "not_xml", f"Dit bestand is geen geldige XML. {_ASK_AGAIN}"
        ) from None


def read_file(path: str | os.PathLike[str], *, limits: Limits | None = None) -> bytes:
    """Read one regular file with a size limit; no symlinks, devices or pipes.

    Raises UnreadableMessage, also when the file cannot be opened.
    """
    limits = limits or Limits()
    try:
        # O_NONBLOCK: opening a pipe that nobody writes to must not hang the import.
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError):
        if Path(path).is_symlink():
            raise _not_a_file() from None
        raise UnreadableMessage(
            "unopened",
            "Het bestand kan niet geopend worden. Controleer of het er nog staat en of "
            "je het mag lezen.",
        ) from None
    about = os.fstat(handle)
    if not stat.S_ISREG(about.st_mode):
        os.close(handle)
        raise _not_a_file()
    with os.fdopen(handle, "rb") as stream:
        _refuse_size(about.st_size, limits)
        return read_stream(stream, limits=limits)


def read_stream(stream: BinaryIO, *, limits: Limits | None = None) -> bytes:
    """Read a whole stream, but never more than the limit plus one byte."""
    limits = limits or Limits()
    parts: list[bytes] = []
    size = 0
    try:
        while part := stream.read(min(1 << 20, limits.max_bytes + 1 - size)):
            parts.append(part)
            size += len(part)
            _refuse_size(size, limits)
    except OSError:
        raise UnreadableMessage(
            "unopened", "Het bestand kan niet verder gelezen worden. Probeer het opnieuw."
        ) from None
    return b"".join(parts)


def _not_a_file() -> UnreadableMessage:
    return UnreadableMessage(
        "not_a_file",
        "Dit is een verwijzing of geen gewoon bestand en wordt niet gelezen. Zet het bestand zelf "
        "in de map.",
    )


def _refuse_size(size: int, limits: Limits) -> None:
    if size > limits.max_bytes:
        raise UnreadableMessage(
            "too_big",
            f"Het bestand is te groot (grens: {limits.max_bytes / 1_000_000:g} MB). "
            "Splits het in een bericht per persoon.",
        )


def _decode(data: bytes) -> str:
    """Bytes to text by byte order mark, then declaration, then UTF-8; from a short list only."""
    if data.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        raise _unknown_encoding()
    if data.startswith(b"\xef\xbb\xbf"):
        encoding, data = "utf-8", data[3:]
    elif data.startswith(b"\xff\xfe"):
        encoding, data = "utf-16-le", data[2:]
    elif data.startswith(b"\xfe\xff"):
        encoding, data = "utf-16-be", data[2:]
    else:
        declared = _ENCODING.match(data.lstrip()[:300])
        name = declared.group(1).decode("ascii").lower() if declared else "utf-8"
        if name not in _ENCODINGS:
            raise _unknown_encoding()
        encoding = _ENCODINGS[name]
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableMessage(
            "wrong_encoding",
            f"De tekens op regel {line} passen niet bij de tekencodering van het bestand. "
            "Bewaar het bericht als UTF-8 of vraag het opnieuw op.",
            line=line,
        ) from None


def _unknown_encoding() -> UnreadableMessage:
    return UnreadableMessage(
        "unknown_encoding",
        "De tekencodering van dit bestand wordt niet gelezen. Bewaar het bericht als UTF-8.",
        line=1,
    )


def _refuse_nul(text: str) -> None:
    at = text.find("\x00")
    if at < 0:
        return
    line, column = _position(text, at)
    raise UnreadableMessage(
        "nul",
        f"Het bestand bevat een NUL-teken op regel {line}, kolom {column}: het is geen "
        f"tekstbestand of het is beschadigd. {_ASK_AGAIN}",
        line=line,
        column=column,
    )


def _position(text: str, at: int) -> tuple[int, int]:
    return text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1


def _without_declaration(text: str) -> str:
    """Blank the declaration: the text is decoded already, and line numbers must stay true."""
    start = len(text) - len(text.lstrip())
    found = _DECLARATION.match(text, start)
    if not found:
        return text
    blank = re.sub(r"[^\n]", " ", found.group(0))
    return text[:start] + blank + text[found.end() :]


def _refuse_dtd(text: str) -> None:
    at = 0
    while True:
        while at < len(text) and text[at].isspace():
            at += 1
        if text.startswith("<!--", at):
            end, width = text.find("-->", at + 4), 3
        elif text.startswith("<?", at):
            end, width = text.find("?>", at + 2), 2
        else:
            break
        if end < 0:
            raise _truncated(*_position(text, at))
        at = end + width
    line, column = _position(text, min(at, len(text)))
    if text.startswith("<!", at):
        raise UnreadableMessage(
            "dtd",
            f"Het bestand bevat een DTD of entiteiten (regel {line}, kolom {column}). Dat is niet "
            f"toegelaten in een bericht. {_ASK_AGAIN}",
            line=line,
            column=column,
        )
    if not text.startswith("<", at):
        raise UnreadableMessage(
            "not_xml",
            f"Dit bestand is geen XML: op regel {line}, kolom {column} begint geen element. "
            "Kies het XML-bestand dat de bron gaf.",
            line=line,
            column=column,
        )


def _refuse_attribute_flood(text: str, limits: Limits) -> None:
    """A tag is built whole before the parser reports it, so its attributes are counted before."""
    for segment in _LONG_SEGMENT.finditer(text):
        if text.count("=", segment.start(), segment.end()) > limits.max_attributes:
            raise _too_many(*_position(text, segment.start()))


def _build(text: str, limits: Limits) -> etree._Element:
    parser = etree.XMLPullParser(
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
    depth = count = 0
    for at in range(0, len(text), CHUNK_CHARACTERS):
        parser.feed(text[at : at + CHUNK_CHARACTERS].encode("utf-8", "surrogatepass"))
        for event, element in parser.read_events():
            if event == "end":
                depth -= 1
                continue
            depth += 1
            count += 1
            if depth > limits.max_depth:
                raise _too_deep(element.sourceline)
            if count > limits.max_elements or len(element.attrib) > limits.max_attributes:
                raise _too_many(element.sourceline, None)
    return parser.close()


def _too_deep(line: int | None) -> UnreadableMessage:
    return UnreadableMessage(
        "too_deep",
        f"Het bericht heeft te veel niveaus in elkaar{_on_line(line)}. {_ASK_AGAIN}",
        line=line,
    )


def _too_many(line: int | None, column: int | None) -> UnreadableMessage:
    return UnreadableMessage(
        "too_many",
        f"Het bericht heeft te veel elementen of attributen{_on_line(line)}. "
        "Splits het in een bericht per persoon.",
        line=line,
        column=column,
    )


def _truncated(line: int | None, column: int | None) -> UnreadableMessage:
    return UnreadableMessage(
        "truncated",
        f"Het bericht stopt te vroeg{_on_line(line)}: het einde ontbreekt. {_ASK_AGAIN}",
        line=line,
        column=column,
    )


def _on_line(line: int | None) -> str:
    return f" (regel {line})" if line else ""


def _explained(error: etree.XMLSyntaxError, text: str) -> UnreadableMessage:
    """The parser's own text may quote the message, so only its kind and position are used."""
    line, column = (error.position or (None, None))[:2]
    line, column = line or None, column or None
    if "depth" in (error.msg or ""):
        return _too_deep(line)
    end = _position(text.rstrip(), len(text.rstrip()))
    if line and (line, column or 0) >= end and error.code != etree.ErrorTypes.ERR_TAG_NAME_MISMATCH:
        return _truncated(line, column)
    where = f": het loopt fout op regel {line}, kolom {column}" if line and column else ""
    return UnreadableMessage(
        "not_xml", f"Dit bestand is geen geldige XML{where}. {_ASK_AGAIN}", line=line, column=column
    )
