"""JSON-LD literals and the shape of a node: an empty value is no value."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from overstap.kernel.births import Precision, as_birth, precision_of
from overstap.kernel.dates import PartialDate

Node = dict[str, Any]


def dutch(text: str) -> Node:
    """Text in Dutch."""
    return {"@value": text, "@language": "nl"}


def moment(day: date) -> Node:
    """A date as KVS writes it: a DateTime at midnight, without zone."""
    return {"@value": f"{day.isoformat()}T00:00:00", "@type": "DateTime"}


def on_day(day: date) -> Node:
    """A plain date."""
    return {"@value": day.isoformat(), "@type": "xsd:date"}


def born(birth: date | PartialDate) -> Node:
    """A birth date; of which the day or the month is unknown: a year and month, or a year."""
    known = as_birth(birth)
    types = {Precision.DAY: "xsd:date", Precision.MONTH: "xsd:gYearMonth"}
    return {"@value": str(known), "@type": types.get(precision_of(known), "xsd:gYear")}


def filled(node: Mapping[str, Any]) -> Node:
    """The node without what is empty; `False` and 0 are values and stay."""
    return {key: value for key, value in node.items() if value not in (None, "", [], {}, ())}


def own(content: Mapping[str, Any], names: Mapping[str, str]) -> Node:
    """Keys of an entry under terms of our own: `names` maps content key to term."""
    return filled({f"overstap:{term}": content.get(key) for key, term in names.items()})
