"""A server does not start on a database that another release made, or that lost rights."""

import os
import subprocess
import sys

import psycopg
import pytest
from django.db import connection
from tests.conftest import owner

from overstap.config import intact
from overstap.config.embedded import Cluster


def _said(cluster: Cluster, database: str, *arguments: str, **more: str) -> str:
    """What a command says that ended with 1."""
    environment = {**os.environ, **cluster.environment(database, "app"), **more}
    environment["OVERSTAP_STATE"] = str(cluster.state)
    done = subprocess.run(
        [sys.executable, "-m", "overstap.cli", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr + done.stdout


@pytest.mark.django_db
def test_a_new_database_is_in_order() -> None:
    assert intact.unlike_this_release() == []
    assert intact.lost_rights() == []


@pytest.mark.django_db
def test_the_release_that_made_it_is_compared() -> None:
    with owner(), connection.cursor() as cursor:
        cursor.execute("update rights.stored_sql set source = 'older' where kind = 'release'")
    assert "die van een andere versie" in intact.unlike_this_release()[0]


@pytest.mark.django_db
def test_a_policy_changed_by_hand_is_named() -> None:
    with owner(), connection.cursor() as cursor:
        cursor.execute("drop policy person_read on people_person")
    said = intact.unlike_this_release()[0]
    assert said.startswith("1 toegangsregel(s)")
    assert "policy person_read on public.people_person" in said


@pytest.mark.django_db
def test_a_database_from_before_says_to_migrate() -> None:
    with owner(), connection.cursor() as cursor:
        cursor.execute("drop table rights.stored_sql")
    assert "Voer `overstap migrate`" in intact.unlike_this_release()[0]


def test_a_server_refuses_to_start_and_tells_what_to_do(
    cluster: Cluster, broken_database: str, database: psycopg.Connection
) -> None:
    database.execute("update rights.stored_sql set source = 'x' || source where kind = 'release'")
    try:
        said = _said(cluster, broken_database, "serve", "--port", "1")
        assert "die van een andere versie. Voer `overstap migrate`" in said
    finally:
        database.execute(
            "update rights.stored_sql set source = substr(source, 2) where kind = 'release'"
        )


@pytest.mark.parametrize(
    ("lose", "give_back", "says"),
    [
        (
            "grant temporary on database {} to public",
            "revoke temporary on database {} from public",
            "temporary",
        ),
        (
            "grant create on schema public to public",
            "revoke create on schema public from public",
            "schema public",
        ),
        (
            "alter role overstap_app reset track_activities",
            "alter role overstap_app set track_activities = off",
            "overstap_app uitvoert is te zien",
        ),
    ],
)
def test_what_a_plain_restore_loses_is_told(
    cluster: Cluster,
    broken_database: str,
    superuser: psycopg.Connection,
    lose: str,
    give_back: str,
    says: str,
) -> None:
    superuser.execute(lose.format(broken_database))
    try:
        with psycopg.connect(cluster.urls(broken_database)["app"], autocommit=True) as app:
            found = intact.lost_rights_of(app.cursor())
    finally:
        superuser.execute(give_back.format(broken_database))
    assert len(found) == 1
    assert says in found[0]
    assert "src/overstap/access/sql/superuser/" in found[0]


@pytest.mark.django_db
def test_a_key_that_is_not_the_one_of_the_server_is_told(settings) -> None:  # type: ignore[no-untyped-def]
    settings.ACTOR_KEY = b"another" * 5
    assert "past niet op die van de databank" in intact.lost_rights()[0]
