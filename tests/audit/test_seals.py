"""The job seals what can no longer change, once, and goes on after a crash."""

import json
import stat
from pathlib import Path

import psycopg
import pytest
from tests.audit.conftest import MONTHS, Log

from overstap.audit import sealed, seals


def outcome(log: Log) -> sealed.SealCheck:
    found = sealed.check(log.become("system"))
    log.connection.rollback()
    return found


def test_a_sealed_log_is_in_order_and_tells_its_tail(history: Log) -> None:
    found = outcome(history)
    assert found.findings == ()
    assert (found.sealed, found.tail) == (98, 7)


def test_an_empty_log_is_in_order(log: Log) -> None:
    assert log.seal() == []
    assert outcome(log) == sealed.SealCheck((), 0, 0, 0)


def test_without_new_rows_there_is_no_new_seal(history: Log) -> None:
    assert len(history.seal()) == 1  # the tail
    assert history.seal() == []


def test_key_and_heads_are_for_the_server_alone(history: Log, seal_files: Path) -> None:
    for name in ("key", "heads.jsonl"):
        assert stat.S_IMODE((seal_files / name).stat().st_mode) == 0o600


def test_a_running_transaction_holds_back_its_rows(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    with psycopg.connect(log.cluster.urls(log.database)["test"]) as slow:
        slow.execute("set role overstap_owner")
        slow.execute("set role overstap_definer")
        slow.execute(
            "insert into audit_record (kind, name, role, purpose, detail)"
            " values ('look', 'file_opened', '', 'guidance', '{}')"
        )
        number = slow.execute("select pg_current_xact_id()::text::bigint").fetchone()
        assert number
        log.write(MONTHS[3], 5)  # later, and done earlier
        monkeypatch.undo()
        assert seals.horizon(log.become("system")) <= number[0]


def test_two_jobs_at_once_make_one_seal(history: Log) -> None:
    with psycopg.connect(history.cluster.urls(history.database)["test"]) as other:
        other.execute("set role overstap_system")
        other.execute("select pg_advisory_xact_lock(%s)", [seals.LOCK])
        assert history.seal() == []
        other.rollback()
    assert len(history.seal()) == 1


def test_after_a_crash_between_file_and_table_the_next_run_takes_the_line_over(
    history: Log,
) -> None:
    seals.seal(history.become("system"))
    history.connection.rollback()  # the line is in the file, the seal is not in the table
    assert [f.kind for f in outcome(history).findings] == ["seal_removed"]
    assert len(history.seal()) == 1
    assert outcome(history).findings == ()


def test_a_false_line_in_the_file_stops_the_sealing(history: Log, seal_files: Path) -> None:
    last = list(seals.lines())[-1]
    with (seal_files / "heads.jsonl").open("a") as file:
        file.write(json.dumps(last | {"id": last["id"] + 1, "from_txid": last["to_txid"]}) + "\n")
    with pytest.raises(seals.SealRefusal):
        history.seal()


def test_transaction_numbers_that_start_over_stop_the_sealing(history: Log) -> None:
    """A dump restored in a new cluster: docs/howto/log.md."""
    cursor = history.become("owner")
    cursor.execute("update audit_seal set to_txid = to_txid + 1000000")
    with pytest.raises(seals.SealRefusal, match="started over"):
        seals.seal(history.become("system"))
