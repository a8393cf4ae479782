"""Pages of access. What they share: one limit on guessing."""

from allauth.core import ratelimit
from django.http import HttpRequest
from django.utils.translation import gettext as _

from overstap.access.sign_in import code_key
from overstap.kernel.refusals import Refusal


def limit_guesses(request: HttpRequest, code: str) -> None:
    """Raises Refusal after too many codes from this address, or too many tries of this code."""
    if not ratelimit.consume(request, action="open_code", key=code_key(code)):
        raise Refusal(_("Te veel pogingen. Wacht een uur en probeer opnieuw."), code="too_many")
