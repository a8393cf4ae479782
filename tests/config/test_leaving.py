"""An organisation takes its own data along, as one of its own people reads it, and nothing else."""

import argparse
from pathlib import Path

import pytest
from tests import world
from tests.conftest import owner

from overstap.access.actor import set_actor
from overstap.config import leaving
from overstap.people.models import ContactPoint

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(monkeypatch, tmp_path: Path):  # type: ignore[no-untyped-def]
    """A centre with one young person, whom another centre wrote about too; the folder written."""
    centre, other = world.organisation("Eigen centrum"), world.organisation("Ander centrum")
    lead, who = world.member(centre, "centre_lead"), world.person("Amina", "Haddad")
    stranger = world.person("Bram", "Vreemd")
    world.involve(who, centre)
    world.involve(who, other)
    world.involve(stranger, other)
    world.entry(who, centre, content={"title": "=eigen notitie"})
    world.entry(who, other, content={"title": "van een ander"})
    with owner():
        ContactPoint.objects.create(person=who, kind="phone", value="0470 12 34 56")
    monkeypatch.setattr(leaving, "actor_of", lambda _args: (centre.pk, lead.user_id))
    folder = tmp_path / "mee"
    set_actor(None)
    assert leaving.export(argparse.Namespace(out=str(folder))) == 0
    return folder, who


def test_it_holds_what_the_organisation_wrote_and_whom_it_guides(scene) -> None:  # type: ignore[no-untyped-def]
    folder, _who = scene
    text = "".join(path.read_text("utf-8-sig") for path in sorted(folder.glob("*.csv")))
    for own in ("Amina", "0470 12 34 56", "eigen notitie", "2008"):
        assert own in text
    for foreign in ("Bram", "van een ander", "Ander centrum"):
        assert foreign not in text


def test_only_its_owner_reads_the_files(scene) -> None:  # type: ignore[no-untyped-def]
    folder, _who = scene
    assert folder.stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.iterdir())


def test_the_young_person_can_read_that_it_was_made(scene) -> None:  # type: ignore[no-untyped-def]
    _folder, who = scene
    with owner():
        found = world.sql(
            "select r.detail->>'kind' from audit_record r join audit_subjectkey k"
            " on k.key = r.subject where r.name = 'export_made' and k.person = %s",
            who.pk,
        )
    assert found == [("organisation",)]
