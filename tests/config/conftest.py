"""A cluster apart, that a test may stop, break and remove."""

import shutil
import uuid
from collections.abc import Iterator

import pytest

from overstap.config.embedded import Cluster
from overstap.config.state import state_folder


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    # Not pytest's own folder: for root that is 0700, and the server runs as another user.
    made = Cluster(state_folder(tests=True) / f"try-{uuid.uuid4().hex[:8]}", durable=False)
    made.start()
    yield made
    made.remove()
    shutil.rmtree(made.state)
