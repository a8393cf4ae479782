"""What imports write in the log."""

from overstap.audit.events import declare

declare("evidence_attached", "{who} voegde een bewijs van de LED toe aan je dossier.")
declare("evidence_discarded", "{who} legde een bewijs weg dat op een ander nummer staat.")
declare("list_changed", "{who} werkte je gegevens bij met een leerlingenlijst.")
declare("person_taken_back", "{who} maakte het inlezen van een leerlingenlijst ongedaan.")
declare("import_started", "{who} begon met inlezen.", "kind", "count")
declare("import_applied", "{who} paste een leerlingenlijst toe.", "new", "changed")
declare("import_undone", "{who} maakte een leerlingenlijst ongedaan.", "new", "changed", "left")
declare("message_opened", "{who} opende een bericht over iemand die hier niet gekend is.")
declare("message_discarded", "{who} legde een bericht weg over iemand die hier niet gekend is.")
