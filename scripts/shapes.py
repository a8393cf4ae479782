"""Writes what the models declare as `access` and `whose` to `sql/` of the rooms. No database."""

import os
import sys

import django

# The settings want a key and an address; neither is used.
KEYS = ("OVERSTAP_SECRET_KEY", "OVERSTAP_ACTOR_KEY", "OVERSTAP_LOOKUP_KEY")
os.environ.update(dict.fromkeys(KEYS, "0" * 64), DATABASE_URL="postgresql://nobody@127.0.0.1:1/x")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "overstap.config.settings")
django.setup()

from overstap.config.stored_sql import moving, owning, register, shaping  # noqa: E402

for path in [*shaping.write(), *owning.write(), *register.write(), *moving.write()]:
    sys.stdout.write(f"{path}\n")
