"""Pages travel compressed, and their length tells nothing."""

import gzip

import pytest
from django.test import Client
from tests import world
from tests.clients import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor() -> Client:
    return client_of(world.member(world.organisation()).user_id)


def test_a_page_is_compressed_for_who_can_read_that(visitor: Client) -> None:
    plain = visitor.get("/vandaag/")
    assert "Content-Encoding" not in plain.headers
    packed = visitor.get("/vandaag/", headers={"accept-encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert b"</html>" in gzip.decompress(packed.content)
    assert len(packed.content) < len(plain.content)


def test_the_same_page_has_another_length_each_time(visitor: Client) -> None:
    """Who may put words into a page and see how long it gets would else guess what stands there."""
    lengths = {
        len(visitor.get("/vandaag/", headers={"accept-encoding": "gzip"}).content)
        for _ in range(12)
    }
    assert len(lengths) > 4
