"""What the handover writes into the log, in the words that the young person reads."""

from overstap.audit.events import declare

declare("handover_started", "{who} begon je overdracht naar VDAB.")
declare("handover_cancelled", "{who} stopte de voorbereiding van je overdracht.")
declare("handover_shown", "{who} toonde jou wat er meegaat naar VDAB.")
declare("handover_taken_back", "{who} haalde je overdracht terug om iets te verbeteren.")
declare("handover_reminded", "Je kreeg een herinnering om je overdracht te lezen.")
declare("handover_sent", "Je loopbaan is verstuurd naar VDAB.")
declare("handover_seen", "{who} opende je overdracht voor het eerst.")
declare("handover_question", "{who} stelde een vraag over je overdracht.")
declare("handover_answered", "{who} antwoordde op een vraag van VDAB.")
declare("handover_accepted", "{who} aanvaardde je overdracht.")
declare("handover_declined", "{who} aanvaardde je overdracht niet.", "code")
declare("handover_contacted", "{who} had een eerste contact met jou.")
declare("handover_closed", "{who} rondde je overdracht af.")
declare("choice_answered", "{who} koos wat VDAB nog mag zien.")
declare("choice_confirmed", "{who} antwoordde op de keuze over wat VDAB mag zien.")
declare("no_agreement", "Over een deel van de keuze is er nog geen akkoord.")
declare("meeting_planned", "{who} plande een gesprek met jou en VDAB.")
declare("meeting_moved", "{who} verplaatste het gesprek met jou en VDAB.")
declare("meeting_off", "Het gesprek met jou en VDAB gaat niet door.")
declare("parent_asked", "{who} vroeg een brief voor een ouder of voogd.")
declare("term_mailed", "Je kreeg een mail: er staat iets klaar om te lezen.")
declare("term_called", "{who} belde je of stuurde je een bericht over je overdracht.")
declare("term_letter_printed", "{who} drukte een brief af: er staat iets klaar om te lezen.")
declare("term_letter_given", "{who} gaf of stuurde je een brief over je overdracht.")
declare(
    "term_letter_to_guardian",
    "{who} gaf of stuurde een ouder of voogd een brief over je overdracht.",
)
declare("follow_up_reached", "{who} vroeg hoe het met je gaat.")
declare("follow_up_missed", "{who} wou vragen hoe het met je gaat, maar bereikte je niet.")
declare("document_asked", "{who} vroeg een document over jou.", "kind")
declare("document_made", "Een document over jou is gemaakt.", "kind")
declare("document_expired", "Een document over jou is na zijn termijn gewist.")
declare("copy_downloaded", "{who} bewaarde een kopie van een document over jou.", "kind")
declare("copy_deleted", "{who} wiste een kopie van een document over jou.")
