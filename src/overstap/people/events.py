"""Declared events about people. Codes only: no name, number or address in the log."""

from overstap.audit.events import declare

declare("person_changed", "{who} paste je naam of geboortedatum aan.")
declare("contact_changed", "{who} paste aan hoe je te bereiken bent.")
declare("residence_changed", "{who} paste je adres aan.")
declare("guardian_added", "{who} zette een ouder of voogd bij je dossier.", "relation")
declare("guardian_changed", "{who} paste iets aan bij een ouder of voogd.", "relation")
declare("guardian_ended", "{who} haalde een ouder of voogd weg bij je dossier.", "relation")
declare("number_set", "{who} zette je rijksregisternummer in het dossier.")
declare("number_proposed", "{who} stelde een ander rijksregisternummer voor.")
declare("number_confirmed", "{who} bevestigde een ander rijksregisternummer.")
declare("number_rejected", "{who} keurde een ander rijksregisternummer af.")
declare("number_shown", "{who} bekeek je rijksregisternummer.")
declare("people_merged", "{who} voegde twee dossiers van jou samen.", by_database=True)
declare("merge_undone", "{who} haalde twee dossiers weer uit elkaar.", by_database=True)
declare("birth_date_proposed", "{who} stelde een andere geboortedatum voor.")
declare("birth_date_confirmed", "{who} bevestigde een andere geboortedatum.")
declare("birth_date_rejected", "{who} keurde een andere geboortedatum af.")
