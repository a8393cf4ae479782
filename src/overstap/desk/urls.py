"""Addresses of the desk."""

from django.urls import path

from overstap.desk.views import caseload, person, questions, today

app_name = "desk"
urlpatterns = [
    path("jongeren/", caseload.caseload, name="caseload"),
    path("jongeren/zoeken/", caseload.search, name="search"),
    path("jongeren/bewaren/", caseload.export, name="export"),
    path("jongeren/<uuid:person_id>/", person.person, name="person"),
    path("vandaag/", today.today, name="today"),
    path("vragen/", questions.questions, name="questions"),
    path("vragen/<uuid:question_id>/", questions.answer_question, name="answer_question"),
    path("vragen/vergeten/<uuid:request_id>/", questions.answer_forget, name="answer_forget"),
    path("koppelingen/<uuid:request_id>/", questions.answer_link, name="answer_link"),
]
