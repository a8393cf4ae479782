"""Forms that were sent: so that one sent twice makes one thing."""

import uuid

from django.db import models

from overstap.kernel.conditions import By
from overstap.kernel.shapes import NOTHING, of_account


class Sent(models.Model):
    """Verstuurd formulier: a keyed print of what somebody sent to a page that makes something.

    `location` is where the answer went; '' while it is not known. Holds no text that was typed.
    """

    access = of_account(By("user_id"), columns="at location", definer=NOTHING)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user_id = models.UUIDField()
    mark = models.CharField(max_length=64)
    location = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        constraints = [
            models.UniqueConstraint(fields=("user_id", "mark"), name="one_form_sent_once")
        ]
