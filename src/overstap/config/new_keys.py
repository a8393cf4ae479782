"""`overstap keys new`: needs no settings, for it comes before them."""

import argparse
import secrets

NAMES = ("OVERSTAP_SECRET_KEY", "OVERSTAP_ACTOR_KEY", "OVERSTAP_LOOKUP_KEY")


def new(_args: argparse.Namespace) -> int:
    """Three new keys as lines of a settings file; they are kept nowhere."""
    for name in NAMES:
        print(f"{name}={secrets.token_hex(32)}")
    return 0
