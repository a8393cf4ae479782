"""Which key the database stands under."""

from django.db import models

from overstap.kernel.whose import nobody


class KeyMark(models.Model):
    """Sleutelmerk: up to which key stored hashes were renewed. A fingerprint; never the key."""

    whose = nobody("a fingerprint of a key")

    name = models.CharField(primary_key=True, max_length=20)
    fingerprint = models.CharField(max_length=16)
    since = models.DateTimeField(auto_now=True)
