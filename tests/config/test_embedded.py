"""The cluster of our own: who can start it, who gets in, and what it leaves alone."""

import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from overstap.config.embedded import Cluster
from overstap.config.state import MachineRefusal, make_folder, state_folder

START = """
import sys; from pathlib import Path; from overstap.config.embedded import Cluster
print(Cluster(Path(sys.argv[1]), durable=False).start())
"""


def running(cluster: Cluster) -> Cluster:
    """Whatever the test before did: a cluster that runs."""
    cluster.start()
    return cluster


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_second_start_reuses_what_runs(cluster: Cluster) -> None:
    running(cluster)
    assert cluster.start() is False
    assert cluster.is_running()


def test_of_several_starts_at_once_exactly_one_starts_it(cluster: Cluster) -> None:
    cluster.stop()
    command = [sys.executable, "-c", START, str(cluster.state)]
    starts = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    answers = sorted(start.communicate(timeout=60)[0].strip() for start in starts)
    assert answers == ["False", "False", "False", "True"]


def test_data_and_port_survive_a_stop(cluster: Cluster) -> None:
    with running(cluster).superuser() as connection:
        connection.execute("create table if not exists kept (n int)")
    port = cluster.port
    assert cluster.stop() is True
    assert cluster.is_running() is False
    assert cluster.stop() is False
    cluster.start()
    assert cluster.port == port
    with cluster.superuser() as connection:
        assert connection.execute("select count(*) from kept").fetchone() == (0,)


def test_a_taken_port_is_left_to_its_owner(cluster: Cluster) -> None:
    old = running(cluster).port
    cluster.stop()
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", old))
        other.listen()
        cluster.start()
        assert cluster.port != old
        assert cluster.is_running()


def test_nobody_gets_in_without_the_right_password(cluster: Cluster) -> None:
    address = f"postgresql://postgres{{}}@127.0.0.1:{running(cluster).port}/postgres"
    for password in ("", ":postgres", ":wrong"):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(address.format(password), passfile="/nonexistent")


def test_only_this_machine_can_reach_it(cluster: Cluster) -> None:
    with running(cluster).superuser() as connection:
        row = connection.execute(
            "select current_setting('listen_addresses'), current_setting('unix_socket_directories')"
        ).fetchone()
    assert row == ("127.0.0.1", "")


def test_the_secrets_are_for_their_owner_only_and_stay_the_same(cluster: Cluster) -> None:
    assert mode(cluster.state / "secrets.json") == 0o600
    again = Cluster(cluster.state, durable=False)
    assert again.secrets == cluster.secrets
    assert len(set(cluster.secrets.values())) == len(cluster.secrets)
    assert all(len(bytes.fromhex(value)) == 32 for value in cluster.secrets.values())


def test_no_password_is_left_in_a_file_or_in_the_log(cluster: Cluster) -> None:
    running(cluster).bootstrap("machine_words")
    assert not (cluster.home / "password").exists()
    log = (cluster.home / "server.log").read_text()
    assert not [name for name, value in cluster.secrets.items() if value in log]
    cluster.drop("machine_words")


def test_text_sorts_by_code_point_and_knows_capitals(cluster: Cluster) -> None:
    with running(cluster).superuser() as connection:
        row = connection.execute("select 'Z' < 'a', 'z' < 'é', lower('ÉÏ'), upper('ë')").fetchone()
    assert row == (True, True, "éï", "Ë")


def test_bootstrap_can_be_repeated_and_every_role_signs_in(cluster: Cluster) -> None:
    running(cluster).bootstrap("machine_roles")
    cluster.bootstrap("machine_roles")
    urls = cluster.urls("machine_roles")
    assert sorted(urls) == ["app", "owner", "system", "test"]
    for role, url in urls.items():
        with psycopg.connect(url) as connection:
            row = connection.execute(
                "select current_user, rolsuper, rolbypassrls from pg_roles "
                "where rolname = current_user"
            ).fetchone()
        assert row == (f"overstap_{role}", False, False)
    cluster.drop("machine_roles")


def test_the_app_makes_no_tables_and_the_owner_does(cluster: Cluster) -> None:
    running(cluster).bootstrap("machine_rights")
    urls = cluster.urls("machine_rights")
    with (
        psycopg.connect(urls["app"]) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("create table intruder (n int)")
    with psycopg.connect(urls["owner"]) as connection:
        connection.execute("create table mine (n int)")
    cluster.drop("machine_rights")


def test_a_demo_has_no_role_that_can_become_all_others(cluster: Cluster) -> None:
    running(cluster)
    assert sorted(Cluster(cluster.state).urls("any")) == ["app", "owner", "system"]


def test_a_clone_holds_what_its_template_holds(cluster: Cluster) -> None:
    running(cluster).bootstrap("machine_template")
    with psycopg.connect(cluster.urls("machine_template")["owner"]) as connection:
        connection.execute("create table seen (n int)")
    cluster.clone("machine_template", "machine_copy")
    with psycopg.connect(cluster.urls("machine_copy")["owner"]) as connection:
        assert connection.execute("select count(*) from seen").fetchone() == (0,)
    for name in ("machine_copy", "machine_template"):
        cluster.drop(name)


def test_a_note_disappears_with_its_database(cluster: Cluster) -> None:
    running(cluster).bootstrap("machine_note")
    assert cluster.note("machine_note") == ""
    cluster.annotate("machine_note", "small")
    assert cluster.note("machine_note") == "small"
    cluster.drop("machine_note")
    assert cluster.note("machine_note") == ""


def test_the_server_never_runs_as_root(cluster: Cluster) -> None:
    running(cluster)
    pid = int((cluster.data / "postmaster.pid").read_text().splitlines()[0])
    owner = Path(f"/proc/{pid}").stat().st_uid
    assert owner != 0
    assert owner == (cluster.account.uid if cluster.account else os.getuid())


def test_an_interrupted_first_start_is_begun_again(cluster: Cluster) -> None:
    half = Cluster(cluster.state / "half", durable=False)
    make_folder(half.home, 0o700)
    (half.home / "data.new").mkdir()
    (half.home / "password").write_text("left behind")
    assert half.start() is True
    half.remove()


def test_a_folder_that_was_there_keeps_its_mode(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    made = Cluster(closed / "state", durable=False)
    if made.account:  # root: the server's user cannot enter, and we do not open the door
        with pytest.raises(MachineRefusal, match="OVERSTAP_STATE"):
            made.start()
    else:
        made.start()
        made.remove()
    assert mode(closed) == 0o700


def test_a_folder_that_cannot_be_made_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(MachineRefusal, match="OVERSTAP_STATE"):
        make_folder(tmp_path / "file" / "state")


def test_a_wrong_folder_of_programs_is_refused(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OVERSTAP_PG_BIN", str(tmp_path))
    with pytest.raises(MachineRefusal, match="geen initdb"):
        Cluster(cluster.state).start()


def test_the_workers_of_a_test_run_share_its_state_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OVERSTAP_STATE", "/somewhere")
    outer = state_folder(tests=True)
    monkeypatch.setenv("OVERSTAP_STATE", str(outer))
    assert state_folder(tests=True) == outer == Path("/somewhere/test")
