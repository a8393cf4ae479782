"""What extracts, studies and reports write in the log. None is about one person."""

from overstap.audit.events import declare

declare("extract_asked", "{who} vroeg gegevens zonder namen voor onderzoek.", "until")
declare("extract_decided", "{who} besliste over gegevens voor onderzoek.", "agreed")
declare(
    "extract_made",
    "Gegevens zonder namen gingen naar een onderzoek.",
    "until",
    "people",
    "spells",
)
declare(
    "characteristics_joined",
    "Kenmerken uit een register gingen mee in gegevens zonder namen.",
    "columns",
)
declare("extract_deleted", "De gegevens voor een onderzoek zijn gewist.")
declare("study_started", "{who} begon een studie over gegevens zonder namen.")
declare("study_ended", "Een studie over gegevens zonder namen is klaar.", "state")
declare("report_proposed", "{who} stelde voor om een rapport te publiceren.")
declare("report_decided", "{who} besliste over het publiceren van een rapport.", "agreed")
declare("report_withdrawn", "{who} trok een rapport terug.")
