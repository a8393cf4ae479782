"""Records of the front door."""

from django.db import models

from overstap.access.models import User
from overstap.kernel.whose import nobody


class Persona(models.Model):
    """Voorbeeldpersoon: an invented account of the demo that anyone may sign in as.

    Only `overstap demo` fills this table; no real person ever stands in it.
    """

    whose = nobody(
        "invented people of the demo, whom a visitor may sign in as",
        user_id="the account of an invented person",
    )

    key = models.SlugField(max_length=40, primary_key=True)
    name = models.CharField(max_length=200)
    role_label = models.CharField(max_length=100)
    # What there is to see, in one sentence.
    story = models.CharField(max_length=300)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    sort = models.SmallIntegerField()

    class Meta:
        ordering = ("sort", "key")

    def __str__(self) -> str:
        return self.name
