"""What stands in a handover and in the young person's own copy: plain data, no models.

The caller fills these through the rights of the receiver or of the young person; what is not in
here cannot be printed or exported. Periods are half-open: `until_on` itself does not count.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from overstap.kernel.dates import PartialDate
from overstap.ui.line_map import Station


@dataclass(frozen=True, slots=True)
class Party:
    """One side of a handover. `number` is the institution or KBO number: `number_kind` says."""

    name: str
    kind: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    number: str = ""
    number_kind: str = ""
    ovo_code: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """A way to reach the young person. `kind`: phone, email or other; `label` as it is shown."""

    kind: str
    value: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Residence:
    """Where someone lives; every part may be empty. `nis` is the NIS code of the municipality."""

    street: str = ""
    number: str = ""
    box: str = ""
    postcode: str = ""
    place: str = ""
    country: str = "België"
    nis: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """The address as it is printed, without empty lines."""
        box = f"bus {self.box}" if self.box else ""
        street = " ".join(filter(None, (self.street, self.number, box)))
        place = " ".join(filter(None, (self.postcode, self.place)))
        abroad = "" if self.country in {"", "België"} else self.country
        return tuple(filter(None, (street, place, abroad)))


@dataclass(frozen=True, slots=True)
class PersonSection:
    """Who the document is about. Never a national number. `language` is ISO 639-3 or 639-1."""

    full_name: str
    given_name: str = ""
    family_name: str = ""
    birth: date | PartialDate | None = None
    residence: Residence | None = None
    contacts: tuple[Contact, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class TrajectoryPart:
    """Deeltraject: a stretch of the route.

    `pathway` is a pathway code; `state` is active, paused, stopped, done or planned.
    """

    title: str
    pathway: str
    from_on: date | None = None
    until_on: date | None = None
    state: str = "active"
    place: str = ""


@dataclass(frozen=True, slots=True)
class EntryView:
    """One entry of the file as it may be seen. `content` has the keys of its kind."""

    kind: str
    content: Mapping[str, Any]
    source: str
    source_label: str = ""
    recorded_on: date | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class GroupSection:
    """A data group by its code; `title` may be left empty for the standing title of that group."""

    code: str
    entries: tuple[EntryView, ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True)
class HandoverDocument:
    """Overdrachtsdossier: what one receiver gets. `ref` is opaque; `sections`: what may travel."""

    ref: str
    title: str
    made_on: date
    sender: Party
    receiver: Party
    person: PersonSection
    purpose: str
    legal_note: str
    valid_until: date | None = None
    trajectory: tuple[Station, ...] = ()
    parts: tuple[TrajectoryPart, ...] = ()
    sections: tuple[GroupSection, ...] = ()
    language: str = "nl"


@dataclass(frozen=True, slots=True)
class Share:
    """Who may see, or could see, which groups, why and when."""

    receiver: str
    groups: tuple[str, ...]
    purpose: str = ""
    from_on: date | None = None
    until_on: date | None = None
    state: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """One line of the access log. `at` is aware and already in the reader's time zone."""

    at: datetime
    who: str
    role: str
    organisation: str
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class KeptSection:
    """Rows of one kind, each as (label, text), with why, how long and for whom they are kept."""

    heading: str
    ground: str
    term: str
    seen: str
    rows: tuple[tuple[tuple[str, str], ...], ...]


@dataclass(frozen=True, slots=True)
class KeptAct:
    """What the reader did, how often and when; of whom is not told."""

    what: str
    number: int
    when: str


@dataclass(frozen=True, slots=True)
class KeptFile:
    """What is kept of a colleague or a guardian, for that person."""

    ref: str
    made_on: date
    name: str
    kept: tuple[KeptSection, ...] = ()
    acts: tuple[KeptAct, ...] = ()
    language: str = "nl"


@dataclass(frozen=True, slots=True)
class SubjectFile:
    """Mijn dossier: everything about one person for that person, private groups and log too."""

    ref: str
    made_on: date
    person: PersonSection
    title: str = "Mijn dossier"
    intro: str = ""
    legal_note: str = ""
    trajectory: tuple[Station, ...] = ()
    parts: tuple[TrajectoryPart, ...] = ()
    sections: tuple[GroupSection, ...] = ()
    shares: tuple[Share, ...] = ()
    looks: tuple[Look, ...] = ()
    kept: tuple[KeptSection, ...] = ()
    acts: tuple[KeptAct, ...] = ()
    language: str = "nl"
