"""The envelope around every MAGDA answer: context, answers, exceptions, SOAP faults."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from lxml import etree

from overstap.exchange.magda.reading import child, children, local, tidy
from overstap.exchange.magda.xml import Limits, UnreadableMessage, parse
from overstap.kernel.dates import parse_xsd_date

__all__ = ["Context", "Envelope", "Problem", "Reply", "open_envelope", "open_message"]

_HERE = ZoneInfo("Europe/Brussels")
NOTHING_FOUND = frozenset({"30101", "40000", "30001"})


@dataclass(frozen=True, slots=True)
class Problem:
    """*Uitzondering*: what a source reported. Source: Generiek-02.00/Uitzondering.xsd.

    `severity` is FOUT, WAARSCHUWING or INFORMATIE, or raw when it is none of these.
    `annotations` are (name, value) pairs as given, for example ('Bron', 'HO').
    """

    identification: str
    origin: str
    severity: str
    diagnosis: str
    circumstance: str = ""
    occurred_at: str = ""
    annotations: tuple[tuple[str, str], ...] = ()

    @property
    def is_error(self) -> bool:
        return self.severity not in {"WAARSCHUWING", "INFORMATIE", "INFO"}

    @property
    def is_nothing_found(self) -> bool:
        """The source answered, and has no data: an outcome, not a breakdown."""
        return self.identification in NOTHING_FOUND


@dataclass(frozen=True, slots=True)
class Context:
    """*Context* of an answer. The `Gebruiker` (an INSZ of an official) is left out."""

    name: str = ""
    version: str = ""
    kind: str = ""
    sent_at: datetime | None = None
    sent_at_text: str = ""
    sender: str = ""
    reference: str = ""
    receiver_reference: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """*Antwoord*: content (or None) and problems; both may be there."""

    reference: str
    content: etree._Element | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Envelope:
    operation: str
    context: Context
    replies: tuple[Reply, ...]
    problems: tuple[Problem, ...]

    @property
    def all_problems(self) -> tuple[Problem, ...]:
        return (*self.problems, *(one for reply in self.replies for one in reply.problems))


def open_message(data: bytes, operation: str, *, limits: Limits | None = None) -> Envelope:
    """Parse the bytes of one answer to `operation`. Raises UnreadableMessage."""
    return open_envelope(parse(data, limits=limits), operation)


def open_envelope(root: etree._Element, operation: str) -> Envelope:
    """Find the answer in a SOAP envelope, in its response element, or bare (`Repliek`).

    A SOAP fault is an answer with one problem of origin SOAP.
    Raises UnreadableMessage when it is another kind of message.
    """
    fault = _first(root, "Fault")
    reply = _first(root, "Repliek")
    if reply is None and fault is not None:
        return Envelope(operation, Context(), (), (_fault(fault),))
    if reply is None:
        if _first(root, "Verzoek") is not None:
            raise UnreadableMessage(
                "question",
                "Dit bestand is een vraag aan MAGDA, geen antwoord. Kies het antwoord van de bron.",
            )
        raise UnreadableMessage(
            "other_message",
            f"Dit bestand is geen antwoord van MAGDA op {operation}. Kies het juiste bestand.",
        )
    context = _context(child(reply, "Context"))
    parent = reply.getparent()
    wrapper = local(parent) if parent is not None else ""
    # The wrapper decides: a real sample answers GeefBewijs with the context of another operation.
    found = wrapper.removesuffix("Response") if wrapper.endswith("Response") else context.name
    if found != operation:
        raise UnreadableMessage(
            "other_message",
            f"Dit bestand is een antwoord op een andere vraag dan {operation}. "
            "Kies de juiste soort import.",
        )
    answers = child(reply, "Antwoorden")
    replies = () if answers is None else tuple(_reply(one) for one in children(answers, "Antwoord"))
    return Envelope(operation, context, replies, _problems(child(reply, "Uitzonderingen")))


def _first(root: etree._Element, name: str) -> etree._Element | None:
    return next((one for one in root.iter(f"{{*}}{name}")), None)


def _value(element: etree._Element | None, *path: str) -> str:
    found = child(element, *path)
    return "" if found is None else tidy(found.text)


def _stamp(element: etree._Element | None) -> str:
    return " ".join(filter(None, (_value(element, "Datum"), _value(element, "Tijd"))))


def _moment(element: etree._Element | None) -> datetime | None:
    """Day and time of a message, as clocks here showed it; either may carry a time zone."""
    try:
        day = parse_xsd_date(_value(element, "Datum"))
        moment = datetime.fromisoformat(f"{day}T{_value(element, 'Tijd') or '00:00'}")
    except ValueError:
        return None
    return moment.astimezone(_HERE).replace(tzinfo=None) if moment.tzinfo else moment


def _context(element: etree._Element | None) -> Context:
    message = child(element, "Bericht")
    stamp = _stamp(child(message, "Tijdstip"))
    return Context(
        name=_value(element, "Naam"),
        version=_value(element, "Versie"),
        kind=_value(message, "Type"),
        sent_at=_moment(child(message, "Tijdstip")),
        sent_at_text=stamp,
        sender=_value(message, "Afzender", "Identificatie"),
        reference=_value(message, "Afzender", "Referte"),
        receiver_reference=_value(message, "Ontvanger", "Referte"),
    )


def _reply(element: etree._Element) -> Reply:
    return Reply(
        _value(element, "Referte"),
        child(element, "Inhoud"),
        _problems(child(element, "Uitzonderingen")),
    )


def _problems(element: etree._Element | None) -> tuple[Problem, ...]:
    if element is None:
        return ()
    return tuple(
        Problem(
            identification=_value(one, "Identificatie"),
            origin=_value(one, "Oorsprong"),
            severity=_value(one, "Type"),
            diagnosis=_value(one, "Diagnose"),
            circumstance=_value(one, "Omstandigheid"),
            occurred_at=_stamp(child(one, "Tijdstip")),
            annotations=tuple(
                (_value(note, "Naam"), _value(note, "Waarde"))
                for parent in children(one, "Annotaties")
                for note in children(parent, "Annotatie")
            ),
        )
        for one in children(element, "Uitzondering")
    )


def _fault(element: etree._Element) -> Problem:
    """SOAP 1.1 (`faultcode`, `faultstring`) or 1.2 (`Code/Value`, `Reason/Text`)."""
    return Problem(
        identification=_value(element, "faultcode") or _value(element, "Code", "Value"),
        origin="SOAP",
        severity="FOUT",
        diagnosis=_value(element, "faultstring") or _value(element, "Reason", "Text"),
    )
