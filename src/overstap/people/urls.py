"""Addresses of people."""

from django.urls import path

from overstap.people import views

app_name = "people"
ONE = "jongeren/<uuid:person_id>/gegevens/"
urlpatterns = [
    path("jongeren/nieuw/", views.new, name="new"),
    path("jongeren/dubbel/", views.duplicates, name="duplicates"),
    path("jongeren/dubbel/<uuid:one_id>/<uuid:other_id>/", views.compare, name="compare"),
    path("jongeren/samengevoegd/<uuid:merge_id>/ongedaan/", views.undo, name="undo_merge"),
    path(ONE, views.edit, name="edit"),
    path(ONE + "geboortedatum/", views.birth_date, name="birth_date"),
    path(ONE + "nummer/", views.number, name="number"),
    path(ONE + "nummer/bevestigen/", views.new_number, name="new_number"),
    path(ONE + "nummer/tonen/", views.show_number, name="show_number"),
    path(ONE + "ouders/nieuw/", views.new_guardian, name="new_guardian"),
    path(ONE + "ouders/<uuid:guardian_id>/", views.edit_guardian, name="edit_guardian"),
    path(ONE + "ouders/<uuid:guardian_id>/einde/", views.end_guardian, name="end_guardian"),
]
