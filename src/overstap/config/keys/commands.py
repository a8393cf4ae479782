"""The commands: `rotate` renews as the owner, `check` looks."""

import argparse

from django.db import OperationalError, connection, transaction

from overstap.access.actor import install_key
from overstap.config.care import record_as_definer
from overstap.config.keys import renewing
from overstap.config.state import MachineRefusal

LABELS = {
    "access_user": "namen om aan te melden",
    "access_activationcode": "activatiecodes",
    "access_invitation": "uitnodigingen",
    "people_nationalnumber": "rijksregisternummers",
    "people_formernumber": "vroegere rijksregisternummers",
    "people_numberchange": "rijksregisternummers die op een collega wachten",
    "exchange_importfile": "bestanden van een lopende inleesbeurt",
    "exchange_importrow": "rijen van een lopende inleesbeurt",
    "exchange_waitingmessage": "wachtende berichten",
    "exchange_setaside": "apart gezette bewijzen",
    "exchange_sourcestate": "laatst gelezen standen van bronnen",
    "dossier_entry": "bewijzen zonder eigen referentie",
    "mfa_authenticator": "tweede stappen",
}


def rotate(_args: argparse.Namespace) -> int:
    """Renews everything under a former key, in one transaction; 1 when something was unreadable."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("set local statement_timeout = 0; set local lock_timeout = '10s'")
            done = renewing.renew(connection.connection)
            unreadable = done.pop("unreadable", 0)
            install_key()
            if done:
                record_as_definer("keys_renewed", rows=done.total())
    except OperationalError as error:
        raise MachineRefusal(
            "Een tabel is in gebruik. Er is niets gewijzigd: stop eerst de webserver en de taken."
        ) from error
    for table, label in LABELS.items():
        if done[table]:
            print(f"  {done[table]:>7}  {label}")
    print("Alles staat onder de sleutels van nu." if done else "Er was niets te vernieuwen.")
    if unreadable:
        print(f"{unreadable} versleutelde waarde(n) passen bij geen van deze sleutels.")
    return int(bool(unreadable))


def check(_args: argparse.Namespace) -> int:
    """0 when the database stands under the present lookup key."""
    behind = len(renewing.keys_since_mark())
    if behind:
        print(f"De databank loopt {behind} sleutel(s) achter: doe `overstap keys rotate`.")
        return 1
    print("De databank staat onder de OVERSTAP_LOOKUP_KEY van nu.")
    return 0
