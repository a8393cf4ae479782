"""Addresses of the file."""

from django.urls import path

from overstap.dossier import views

app_name = "dossier"
STAFF = "jongeren/<uuid:person_id>/"
urlpatterns = [
    path(STAFF + "dossier/", views.file, name="file"),
    path(STAFF + "dossier/<slug:group>/", views.group, name="group"),
    path(STAFF + "dossier/<slug:group>/nieuw/<slug:kind>/", views.add, name="add"),
    path(STAFF + "dossier/gegeven/<uuid:entry_id>/", views.entry, name="entry"),
    path(STAFF + "dossier/gegeven/<uuid:entry_id>/terugnemen/", views.take_back, name="take_back"),
    path(STAFF + "dossier/gegeven/<uuid:entry_id>/ouders/", views.hide, name="hide"),
    path(STAFF + "contact/", views.contact, name="contact"),
    path("mijn/dossier/", views.mine, name="mine"),
    path("mijn/dossier/contact/", views.my_contact, name="my_contact"),
    path("mijn/dossier/<slug:group>/", views.my_group, name="my_group"),
    path("mijn/dossier/<slug:group>/nieuw/<slug:kind>/", views.my_add, name="my_add"),
    path("mijn/dossier/gegeven/<uuid:entry_id>/", views.my_entry, name="my_entry"),
    path(
        "mijn/dossier/gegeven/<uuid:entry_id>/terugnemen/", views.my_take_back, name="my_take_back"
    ),
    path("mijn/dossier/gegeven/<uuid:entry_id>/klopt-niet/", views.my_contest, name="my_contest"),
    path("mijn/dossier/gegeven/<uuid:entry_id>/ouders/", views.my_hide, name="my_hide"),
    path("beroepen/", views.occupations, name="occupations"),
]
