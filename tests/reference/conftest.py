from collections.abc import Iterator

import pytest
from django.db import connection

from overstap.reference import queries, services


@pytest.fixture
def lists(db) -> Iterator[services.Loaded]:
    """The shipped lists, loaded by the owner; what follows runs as app."""
    with connection.cursor() as cursor:
        cursor.execute("set local role overstap_owner")
        loaded = services.load()
        cursor.execute("set local role overstap_app")
    # The words for typing errors are kept per process, those of the test before too.
    queries._vocabulary.cache_clear()
    yield loaded
    queries._vocabulary.cache_clear()
