"""Addresses of research."""

from django.urls import path

from overstap.research.views import extracts, reports, studies

_EXTRACT = "onderzoek/uittreksel/<uuid:extract_id>/"
_STUDY = "onderzoek/studie/<uuid:study_id>/"
_REPORT = "rapporten/<uuid:publication_id>/"

app_name = "cohorts"
urlpatterns = [
    path("onderzoek/", extracts.overview, name="overview"),
    path("onderzoek/uittreksels/", extracts.waiting, name="extracts"),
    path("onderzoek/uittreksel/", extracts.ask, name="ask_extract"),
    path(_EXTRACT, extracts.show, name="extract"),
    path(f"{_EXTRACT}stand/", extracts.status, name="extract_status"),
    path(f"{_EXTRACT}beslissen/", extracts.decide, name="decide_extract"),
    path(f"{_EXTRACT}wissen/", extracts.end, name="end_extract"),
    path(f"{_EXTRACT}studie/", studies.new, name="new_study"),
    path(_STUDY, studies.show, name="study"),
    path(f"{_STUDY}stand/", studies.status, name="study_status"),
    path(f"{_STUDY}stoppen/", studies.stop, name="stop_study"),
    path(f"{_STUDY}publiceren/", studies.propose, name="propose"),
    path(f"{_STUDY}bestand/<str:file>", studies.fetch, name="study_file"),
    path("rapporten/", reports.listed, name="reports"),
    path(_REPORT, reports.show, name="report"),
    path(f"{_REPORT}beslissen/", reports.decide, name="decide_report"),
    path(f"{_REPORT}terugtrekken/", reports.withdraw, name="withdraw_report"),
    path(f"{_REPORT}bestand/<str:file>", reports.fetch, name="report_file"),
]
