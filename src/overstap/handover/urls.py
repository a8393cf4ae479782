from django.urls import path

from overstap.handover.views import (
    choice,
    documents,
    following,
    guardian,
    handover,
    lists,
    moving,
    start,
    telling,
)

app_name = "handover"
urlpatterns = [
    # The young person and the guardian
    path("mijn/keuze/<uuid:handover_id>/", choice.choose, name="choice"),
    path("mijn/keuze/<uuid:handover_id>/ouder/", choice.ask_parent, name="ask_parent"),
    path("mijn/bevestigen/<uuid:handover_id>/", guardian.confirm, name="confirm"),
    # Lists
    path("overdrachten/", lists.queue, name="queue"),
    path("overdrachten/verstuurd/", lists.centre, name="centre"),
    # Start in four steps
    path("jongeren/<uuid:person_id>/overdracht/", start.need, name="start"),
    path("overdrachten/<uuid:handover_id>/waarom/", start.revise_need, name="start_need"),
    path("overdrachten/<uuid:handover_id>/kantoor/", start.office, name="start_office"),
    path("overdrachten/<uuid:handover_id>/inhoud/", start.contents, name="start_contents"),
    path("overdrachten/<uuid:handover_id>/nakijken/", start.check, name="start_check"),
    path("overdrachten/<uuid:handover_id>/annuleren/", start.cancel, name="cancel"),
    # One handover, for both parties, and their moves
    path("overdrachten/<uuid:handover_id>/", handover.handover, name="file"),
    path("overdrachten/<uuid:handover_id>/openen/", moving.open_file, name="open"),
    path("overdrachten/<uuid:handover_id>/vraag/", moving.ask, name="ask"),
    path("overdrachten/<uuid:handover_id>/aanvaarden/", moving.accept, name="accept"),
    path("overdrachten/<uuid:handover_id>/weigeren/", moving.decline, name="decline"),
    path("overdrachten/<uuid:handover_id>/contact/", moving.contact, name="contact"),
    path("overdrachten/<uuid:handover_id>/afronden/", moving.close, name="close"),
    path("overdrachten/<uuid:handover_id>/versturen/", moving.send, name="send"),
    path("overdrachten/<uuid:handover_id>/terughalen/", moving.take_back, name="take_back"),
    path("overdrachten/<uuid:handover_id>/antwoord/", moving.answer, name="answer"),
    path("overdrachten/<uuid:handover_id>/gesprek/", moving.meeting, name="meeting"),
    path("overdrachten/<uuid:handover_id>/opnieuw/", moving.anew, name="anew"),
    # Telling that there is something to read, and asking later how it goes
    path("meldingen/<uuid:notice_id>/brief/", telling.letter, name="notice_letter"),
    path("meldingen/<uuid:notice_id>/gedaan/", telling.done, name="notice_done"),
    path("opvolgingen/<uuid:follow_up_id>/", following.record, name="follow_up"),
    # Documents and copies
    path("overdrachten/<uuid:handover_id>/documenten/", documents.documents, name="documents"),
    path("documenten/<uuid:document_id>/ophalen/", documents.fetch, name="fetch"),
    path("kopieen/<uuid:download_id>/verwijderd/", documents.deleted, name="copy_deleted"),
]
