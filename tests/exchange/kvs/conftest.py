"""The invented handover of the paper tests, also for the export."""

import pytest
from tests.handover import documents as invented


@pytest.fixture(scope="session")
def documents():
    return invented
