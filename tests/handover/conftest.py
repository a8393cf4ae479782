"""The story of this room."""

from datetime import date

import pytest

from tests.handover import scene as scenes


@pytest.fixture
def scene(db, stand_on):
    stand_on(scenes.SHOWN_ON)
    return scenes.make(stand_on)


@pytest.fixture
def minor_scene(db, stand_on):
    """The young person is 17 when the handover is shown."""
    stand_on(scenes.SHOWN_ON)
    return scenes.make(stand_on, birth=date(2009, 9, 1))
