"""`overstap extract`, with or without a register that is joined while it is made."""

import argparse
import sys
from pathlib import Path

from django.conf import settings

from overstap.exchange.registers.reading import open_register
from overstap.kernel.refusals import Refusal
from overstap.research import extract_command


def extract(args: argparse.Namespace) -> int:
    """Writes one extract into a new folder; 1 when refused or not made."""
    try:
        if args.characteristics is None:
            if args.characteristics_source or args.characteristics_column or args.set_aside:
                raise Refusal("Geef het register met --characteristics BESTAND.", code="no_file")
            return extract_command.extract(args)
        with open_register(
            Path(args.characteristics),
            source=args.characteristics_source or "",
            declared=args.characteristics_column,
            set_aside=args.set_aside,
            accept_test=settings.TEST_IDENTIFIERS,
        ) as register:
            return extract_command.extract(args, register)
    except Refusal as refusal:
        print(refusal.sentence, file=sys.stderr)
        return 1
