"""What people bring to the pages of the rooms above."""

from django.utils.translation import gettext_lazy as _

from overstap.doors.rooms import Room

ROOM = Room(log_words={"person_created": _("{who} startte het dossier")})
