"""How much of what is long runs: a sample in `make test`, all of it in `make test-all`."""

import os

WHOLE = os.environ.get("OVERSTAP_WHOLE") == "1"


def sample(part: int, whole: int) -> int:
    """`part` of a long test in `make test`, `whole` in `make test-all`."""
    return whole if WHOLE else part
