"""The seals cover what stands beside the rows: whose key, triggers that were off, dates."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from tests.audit.conftest import MONTHS, Log

from overstap.audit import keys, sealed


def kinds(log: Log) -> set[str]:
    return {found.kind for found in sealed.check(log.become("owner")).findings}


@pytest.fixture
def written(log: Log) -> Log:
    for month in MONTHS[:2]:
        log.write(month, 6)
        log.seal()
    assert kinds(log) == set()
    return log


def test_two_people_who_swap_their_key_are_found(written: Log) -> None:
    cursor = written.become("definer")
    cursor.execute("select person, key, signature from audit_subjectkey order by person limit 2")
    (one, key, mark), (other, its_key, its_mark) = cursor.fetchall()
    cursor.execute("delete from audit_subjectkey where person in (%s, %s)", [one, other])
    cursor.executemany(
        "insert into audit_subjectkey (person, key, signature) values (%s, %s, %s)",
        [(one, its_key, its_mark), (other, key, mark)],
    )
    written.connection.commit()
    assert kinds(written) == {"key"}


def test_a_key_that_is_swapped_and_signed_anew_by_the_job_leaves_the_old_one_an_orphan(
    written: Log,
) -> None:
    cursor = written.become("definer")
    cursor.execute(
        "update audit_subjectkey set key = %s, signature = '' where person = ("
        "select person from audit_subjectkey order by person limit 1)",
        [uuid4()],
    )
    written.connection.commit()
    written.write(MONTHS[3], 3)
    written.seal()
    assert kinds(written) == {"key"}


def test_a_trigger_that_was_off_while_the_job_sealed_stays_known(written: Log) -> None:
    written.become("owner").execute("alter table audit_record disable trigger refuse_change")
    written.connection.commit()
    assert kinds(written) == {"trigger"}
    written.write(MONTHS[3], 3)
    written.seal()
    written.become("owner").execute("alter table audit_record enable trigger refuse_change")
    written.connection.commit()
    assert kinds(written) == {"trigger"}


def test_a_part_of_the_log_without_its_trigger_is_found(written: Log) -> None:
    written.become("owner").execute("drop trigger refuse_truncate on audit_record_2026_08")
    written.connection.commit()
    assert kinds(written) == {"trigger"}


def test_a_row_with_a_date_of_before_the_last_seal_is_found(
    written: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "LONGEST_TRANSACTION", timedelta(days=1))
    written.write(MONTHS[0], 2)
    written.seal()
    assert kinds(written) == {"backdated"}


def test_a_note_that_somebody_wrote_by_hand_is_found(written: Log) -> None:
    from overstap.audit import seals

    seals.append({"said": '{"note": "orphans", "n": 4, "count": 99}', "signature": "00"})
    assert kinds(written) == {"note"}


@pytest.mark.parametrize("which", [0, 1, -1])
def test_a_note_that_went_out_of_the_file_is_found(written: Log, seal_files: Path, which) -> None:
    file = seal_files / "heads.jsonl"
    lines = file.read_text().splitlines()
    lines.remove([line for line in lines if '"said"' in line][which])
    file.write_text("".join(f"{line}\n" for line in lines))
    assert kinds(written) == {"note"}
