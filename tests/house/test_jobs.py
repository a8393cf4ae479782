"""Every kind of job is done again when something dies, and is broken in a measurement."""

from overstap.config.bench.kills import listing
from overstap.kernel.jobs import AGAIN


def test_every_kind_of_job_is_done_again_when_it_lost_its_database() -> None:
    from procrastinate.contrib.django import app

    assert {
        name for name in listing.tasks() if app.tasks[name].retry_strategy is not AGAIN
    } == set()


def test_every_kind_of_job_has_a_scene_in_which_something_dies() -> None:
    # Raises LookupError for a kind without one.
    assert {scene.job for scene in listing.all_scenes()} == set(listing.tasks())
