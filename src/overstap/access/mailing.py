"""Mail that somebody waits for: sent at once, so that a failure is told to who asked it."""

import logging

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext as _

from overstap.kernel.refusals import Refusal

# Backends that let a mail vanish: no server is set up.
NO_MAIL = ("django.core.mail.backends.dummy",)
logger = logging.getLogger(__name__)


def mail_is_sent() -> bool:
    """Whether a mail leaves at all: no server set up means that it would vanish."""
    return not str(settings.MAILERS["default"]["BACKEND"]).startswith(NO_MAIL)


def mail_now(subject: str, text: str, address: str) -> None:
    """Raises Refusal when the mail did not leave; the log names the fault and nobody."""
    if address and mail_is_sent():
        try:
            send_mail(subject, text, None, [address])
        except OSError as error:
            # Errors of SMTP are among these.
            logger.error("a mail did not leave: %s", type(error).__name__)
        else:
            return
    raise Refusal(
        _("De mail kon niet verstuurd worden. Probeer later opnieuw, of verwittig je beheerder."),
        code="not_mailed",
    )
