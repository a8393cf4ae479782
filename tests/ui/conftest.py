"""The design system is tested without a database: its own settings when none are set."""

import os

import django
from django.conf import settings

if not settings.configured and "DJANGO_SETTINGS_MODULE" not in os.environ:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.ui.gallery_settings"
    django.setup()
