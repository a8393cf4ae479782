"""`overstap check`: the seals of the log, what the settings of the database would give away, and
whether its policies, grants and keys are those of this release."""

import argparse

from overstap.audit import commands as audit
from overstap.config.guard import talkative_settings
from overstap.config.intact import lost_rights, unlike_this_release


def check(args: argparse.Namespace) -> int:
    """Prints what was found; 1 on any finding. Without a choice both are checked."""
    wrong = 0 if args.what == "settings" else audit.check(args)
    return max(wrong, 0 if args.what == "audit" else _settings())


def _settings() -> int:
    # Reading the environment at start has refused what is wrong there.
    found = talkative_settings()
    for setting in found:
        print(f"FOUT instelling van de databank: {setting} schrijft namen in haar logboek.")
    print(f"Instellingen: {'niet in orde' if found else 'in orde'}.")
    wrong = [*unlike_this_release(), *lost_rights()]
    for sentence in wrong:
        print(f"FOUT {sentence}")
    print(f"Toegangsregels: {'niet in orde' if wrong else 'in orde'}.")
    return int(bool(found or wrong))
