"""Screens about people, for who guides them."""

from overstap.people.views.editing import (
    birth_date,
    edit,
    edit_guardian,
    end_guardian,
    new_guardian,
    new_number,
    number,
    show_number,
)
from overstap.people.views.merging import compare, duplicates, undo
from overstap.people.views.new import new

__all__ = [
    "birth_date",
    "compare",
    "duplicates",
    "edit",
    "edit_guardian",
    "end_guardian",
    "new",
    "new_guardian",
    "new_number",
    "number",
    "show_number",
    "undo",
]
