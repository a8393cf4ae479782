"""Screens of the file."""

from overstap.dossier.views.contact import contact, my_contact
from overstap.dossier.views.mine import (
    mine,
    my_add,
    my_contest,
    my_entry,
    my_group,
    my_hide,
    my_take_back,
)
from overstap.dossier.views.staff import (
    add,
    entry,
    file,
    group,
    hide,
    occupations,
    take_back,
)

__all__ = [
    "add",
    "contact",
    "entry",
    "file",
    "group",
    "hide",
    "mine",
    "my_add",
    "my_contact",
    "my_contest",
    "my_entry",
    "my_group",
    "my_hide",
    "my_take_back",
    "occupations",
    "take_back",
]
