"""Addresses of the desk."""

from django.urls import path

from overstap.desk.views import (
    account,
    caseload,
    kept,
    mine,
    person,
    questions,
    rights,
    today,
    who_looked,
)

app_name = "desk"
urlpatterns = [
    path("account/", account.account, name="account"),
    path("account/bewaard/", kept.kept, name="kept"),
    path("account/bewaard/over-mij.json", kept.kept_json, name="kept_json"),
    path("account/bewaard/over-mij.pdf", kept.kept_pdf, name="kept_pdf"),
    # Staff
    path("jongeren/", caseload.caseload, name="caseload"),
    path("jongeren/zoeken/", caseload.search, name="search"),
    path("jongeren/bewaren/", caseload.export, name="export"),
    path("jongeren/<uuid:person_id>/", person.person, name="person"),
    path("vandaag/", today.today, name="today"),
    path("vragen/", questions.questions, name="questions"),
    path("vragen/<uuid:question_id>/", questions.answer_question, name="answer_question"),
    path("vragen/vergeten/<uuid:request_id>/", questions.answer_forget, name="answer_forget"),
    path("koppelingen/<uuid:request_id>/", questions.answer_link, name="answer_link"),
    # The young person, and the guardian beside them
    path("mijn/", mine.overstap, name="overstap"),
    path("mijn/wie-keek/", who_looked.looks, name="looks"),
    path("mijn/wie-keek/<int:record>/vraag/", who_looked.ask, name="ask"),
    path("mijn/rechten/", rights.rights, name="rights"),
    path("mijn/rechten/dossier.json", rights.my_json, name="my_json"),
    path("mijn/rechten/dossier.pdf", rights.my_pdf, name="my_pdf"),
    path("mijn/rechten/formulier/<uuid:paper_id>/", rights.my_scan, name="my_scan"),
    path("mijn/rechten/vergeten/", rights.forget, name="forget"),
]
