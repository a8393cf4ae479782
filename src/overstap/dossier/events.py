"""Declared events of the file. Events about a note kept from guardians carry `hidden`."""

from overstap.audit.events import declare

declare("entry_added", "{who} zette iets in je dossier: {group}.", "group", "kind", "hidden")
declare("entry_revised", "{who} paste iets aan in je dossier: {group}.", "group", "kind", "hidden")
declare("entry_taken_back", "{who} nam iets terug: {group}.", "group", "kind", "hidden")
declare("entry_received", "Er kwam iets binnen uit een bron: {group}.", "group", "kind", "source")
declare("entry_cancelled", "De bron trok iets in: {group}.", "group", "kind", "source")
declare("entry_contested", "Je zei dat iets niet klopt: {group}.", "group", "kind")
declare("entry_accepted", "Je zei dat iets toch klopt: {group}.", "group", "kind")
declare("entry_kept_from_guardians", "{who} hield een notitie weg van ouders.", "group", "hidden")
declare(
    "entry_opened_to_guardians", "{who} liet een notitie weer zien aan ouders.", "group", "hidden"
)
