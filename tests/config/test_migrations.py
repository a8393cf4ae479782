"""A database that another version of the code migrated: said before anything is done to it."""

import pytest
from django.db import connection
from tests.conftest import owner

from overstap.config.guard import refuse_strange_migrations
from overstap.config.state import MachineRefusal

pytestmark = pytest.mark.django_db


def _change(statement: str) -> None:
    with owner(), connection.cursor() as cursor:
        cursor.execute(statement)


def _refused() -> str:
    with owner(), pytest.raises(MachineRefusal) as refused:
        refuse_strange_migrations()
    return str(refused.value)


def test_a_database_of_this_version_is_fine_and_so_are_migrations_of_others() -> None:
    _change(
        "insert into django_migrations (app, name, applied) values ('account', '0099_x', now())"
    )
    with owner():
        refuse_strange_migrations()


def test_a_migration_of_ours_that_is_not_here_is_named() -> None:
    _change(
        "insert into django_migrations (app, name, applied) values"
        " ('dossier', '0099_of_a_branch', now()), ('home', '0001_gone', now())"
    )
    said = _refused()
    assert "2 migratie(s) die hier niet zijn (dossier 0099_of_a_branch, home 0001_gone)" in said
    assert "Er is niets gewijzigd." in said


def test_a_migration_before_what_it_stands_on_is_another_order() -> None:
    _change("delete from django_migrations where app = 'audit' and name like '0001%'")
    assert "in een andere volgorde" in _refused()
