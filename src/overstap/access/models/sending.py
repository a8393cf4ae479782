"""Forms that were sent: so that one sent twice makes one thing."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from overstap.kernel.conditions import By
from overstap.kernel.shapes import NOTHING, of_account
from overstap.kernel.whose import ACCOUNT, SENT_FORMS, Kept, about_staff


class Sent(models.Model):
    """Verstuurd formulier: a keyed print of what somebody sent to a page that makes something.

    `location` is where the answer went; '' while it is not known. Holds no text that was typed.
    """

    access = of_account(By("user_id"), columns="at location", definer=NOTHING)
    whose = about_staff(
        _("Formulieren die je net verstuurde"),
        ACCOUNT,
        SENT_FORMS,
        account="user_id",
        account_gets="at",
        secret={
            "mark": "a print of what was sent, which nobody can read back",
            "location": "where the answer went: it may name somebody else",
        },
        forgotten=Kept("all of it goes at any forgetting: an address names whom it was about"),
    )

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
