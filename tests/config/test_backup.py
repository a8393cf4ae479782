"""The drill: a database is backed up, put back in an empty one, and guards what it guarded."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from tests.access.attacked import World

from overstap.config.embedded import Cluster, local_cluster

SOURCE, RESTORED = "overstap_test_backed_up", "overstap_test_restored"
SEAL = (
    "import django; django.setup();"
    "from django.db import connection, transaction;"
    "from overstap.audit.seals import seal\n"
    "with transaction.atomic(), connection.cursor() as cursor:\n"
    "    print(len(seal(cursor)))"
)


@pytest.fixture(scope="session")
def cluster() -> Cluster:
    """The cluster of all tests, where the filled world stands; the others here take one apart."""
    return local_cluster(tests=True)


@pytest.fixture(scope="session")
def ours(cluster: Cluster) -> Cluster:
    return cluster


def overstap(
    ours: Cluster, database: str, role: str, state: Path, *arguments: str, **more: str
) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **ours.environment(database, role), "OVERSTAP_STATE": str(state)}
    return subprocess.run(
        [sys.executable, *arguments],
        env=environment | more,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


CLI = ("-m", "overstap.cli")


@pytest.fixture(scope="module")
def made(ours: Cluster, filled: World, tmp_path_factory) -> Iterator[Path]:  # type: ignore[no-untyped-def]
    """A backup of a world in which every table knows something; its log is sealed."""
    state = tmp_path_factory.mktemp("state")
    ours.clone(filled.database, SOURCE)
    with ours.superuser(SOURCE) as connection:
        # The seals of that world are rows for the sake of rows: nobody signed them.
        connection.execute("set session_replication_role = replica")
        connection.execute("delete from audit_seal")
        connection.execute("delete from audit_anchor")
    sealed = overstap(ours, SOURCE, "system", state, "-c", SEAL)
    assert int(sealed.stdout) > 0, sealed.stderr
    folder = tmp_path_factory.mktemp("copies") / "vandaag"
    done = overstap(ours, SOURCE, "owner", state, *CLI, "backup", "--out", str(folder))
    assert done.returncode == 0, done.stderr
    yield folder
    ours.drop(RESTORED)
    ours.drop(SOURCE)


def empty_database(ours: Cluster) -> None:
    ours.drop(RESTORED)
    ours.bootstrap(RESTORED)


def restore(
    ours: Cluster, folder: Path, state: Path, **more: str
) -> subprocess.CompletedProcess[str]:
    return overstap(ours, RESTORED, "owner", state, *CLI, "restore", str(folder), **more)


def test_a_backup_is_for_its_owner_alone_and_holds_no_key_of_the_settings(made: Path) -> None:
    assert made.stat().st_mode & 0o077 == 0
    files = [path for path in made.rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"tables.dump", "definer.dump", "key", "heads.jsonl"}
    assert all(path.stat().st_mode & 0o077 == 0 for path in files)
    text = b"".join(path.read_bytes() for path in files)
    for name in ("OVERSTAP_LOOKUP_KEY", "OVERSTAP_SECRET_KEY", "OVERSTAP_ACTOR_KEY"):
        assert os.environ[name].encode() not in text


def test_the_drill(ours: Cluster, made: Path, tmp_path: Path) -> None:
    empty_database(ours)
    done = restore(ours, made, tmp_path / "state")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "rijen, toegangsregels, rechten, sleutel, zegels kloppen" in done.stdout
    checked = overstap(ours, RESTORED, "system", tmp_path / "state", *CLI, "check")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    # The server's role sees nobody without a signed actor, in this database as in the other.
    query = "select count(*) from people_person"
    with psycopg.connect(ours.urls(RESTORED)["app"]) as connection:
        assert connection.execute(query).fetchone() == (0,)
    counted = []
    for name in (SOURCE, RESTORED):
        with psycopg.connect(ours.urls(name)["owner"]) as connection:
            counted.append(connection.execute(query).fetchone())
    assert counted[0] == counted[1] != (0,)
    again = restore(ours, made, tmp_path / "state")
    assert again.returncode == 1
    assert "is niet leeg: er is niets teruggezet" in again.stderr


def test_another_lookup_key_is_refused_before_anything_is_put_back(
    ours: Cluster, made: Path, tmp_path: Path
) -> None:
    empty_database(ours)
    done = restore(ours, made, tmp_path / "state", OVERSTAP_LOOKUP_KEY="ab" * 32)
    assert done.returncode == 1
    assert "een andere OVERSTAP_LOOKUP_KEY" in done.stderr
    with psycopg.connect(ours.urls(RESTORED)["owner"]) as connection:
        tables = connection.execute("select count(*) from pg_tables where schemaname = 'public'")
        assert tables.fetchone() == (0,)


def test_a_backup_that_was_changed_is_refused(ours: Cluster, made: Path, tmp_path: Path) -> None:
    heads = made / "seals" / "heads.jsonl"
    kept = heads.read_bytes()
    heads.write_bytes(kept + b"\n")
    done = restore(ours, made, tmp_path / "state")
    heads.write_bytes(kept)
    assert done.returncode == 1
    assert "zijn niet wat ze waren" in done.stderr
    assert json.loads((made / "manifest.json").read_text())["format"] == 1


def test_an_existing_folder_is_left_alone(ours: Cluster, made: Path) -> None:
    before = sorted(made.rglob("*"))
    done = overstap(ours, SOURCE, "owner", made, *CLI, "backup", "--out", str(made))
    assert done.returncode == 1
    assert "bestaat al: geef een nieuwe map" in done.stderr
    assert sorted(made.rglob("*")) == before


def test_the_role_of_the_site_makes_none(ours: Cluster, made: Path, tmp_path: Path) -> None:
    out = str(tmp_path / "kopie")
    done = overstap(ours, SOURCE, "app", tmp_path, *CLI, "backup", "--out", out)
    assert done.returncode == 1
    assert "hoort bij de rol overstap_owner" in done.stderr
    assert "Traceback" not in done.stderr
