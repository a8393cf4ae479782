"""What the demo keeps running: whatever dies is started again, unless it dies at once each time."""

import sys
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from subprocess import Popen

from overstap.config.embedded import Cluster, answers

MOST_TIMES, WITHIN_SECONDS = 3, 60.0


@dataclass
class Kept:
    """One process that comes back."""

    name: str
    begin: Callable[[], Popen[bytes]]
    process: Popen[bytes] = field(init=False)
    _ends: deque[float] = field(default_factory=lambda: deque(maxlen=MOST_TIMES + 1))

    def __post_init__(self) -> None:
        self.process = self.begin()

    def keep(self) -> bool:
        """Start it again when it ended; False when that happened too often to go on."""
        if self.process.poll() is None:
            return True
        self._ends.append(time.monotonic())
        if len(self._ends) > MOST_TIMES and self._ends[-1] - self._ends[0] < WITHIN_SECONDS:
            return False
        print(f"De {self.name} viel uit en wordt opnieuw gestart.", file=sys.stderr, flush=True)
        self.process = self.begin()
        return True


def keep_database(cluster: Cluster) -> None:
    """Start the database again when it died, where its clients look for it."""
    if answers(cluster.port):
        return
    print("De databank viel uit en wordt opnieuw gestart.", file=sys.stderr, flush=True)
    cluster.revive()
