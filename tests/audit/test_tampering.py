# ruff: noqa: E501  (SQL reads better whole)
"""Random forgeries by who owns the database, with its triggers off: all found."""

import json
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.audit.conftest import MONTHS, Log
from tests.samples import sample

from overstap.audit import sealed, seals

TAMPERINGS = sample(150, 1_000)
type Cursor = Any
COLUMNS = "id, at, txid, kind, name, actor, role, organisation, subject, object, purpose, detail"


class Forger:
    """Knows the sealed rows and the seals; each method forges one thing at random."""

    def __init__(self, log: Log, file: Path, seed: int) -> None:
        self.rnd, self.file = random.Random(seed), file
        self.cursor = log.become("owner")
        self.links = seals.table_links(self.cursor)
        self.cursor.execute(
            "select id, txid, at from audit_record where txid < %s order by id",
            [self.links[-1].to_txid],
        )
        self.rows = self.cursor.fetchall()
        self.lines = file.read_text().splitlines()

    def row(self) -> Any:
        return self.rnd.choice(self.rows)

    def change_a_value(self) -> None:
        column, value = self.rnd.choice(
            [
                ("name", "group_opened"), ("kind", None), ("actor", uuid4()), ("role", "vdab_lead"),
                ("organisation", uuid4()), ("subject", uuid4()), ("object", uuid4()),
                ("purpose", "support"), ("detail", '{"group": "medical"}'), ("actor", None),
            ]
        )  # fmt: skip
        if column == "kind":
            self.run(
                "update audit_record set kind = case kind when 'look' then 'event' else 'look' end where id = %s",
                self.row()[0],
            )
        else:
            self.run(f"update audit_record set {column} = %s where id = %s", value, self.row()[0])

    def change_the_time(self) -> None:
        step = self.rnd.choice(["1 microsecond", "1 hour", "-1 day", "40 days"])
        self.run(
            "update audit_record set at = at + %s::interval where id = %s", step, self.row()[0]
        )

    def remove_rows(self) -> None:
        chosen = [r[0] for r in self.rnd.sample(self.rows, self.rnd.choice([1, 1, 1, 2, 5]))]
        self.run("delete from audit_record where id = any (%s)", chosen)

    def remove_a_batch_with_its_seal(self) -> None:
        link = self.rnd.choice(self.links)
        self.run(
            "delete from audit_record where txid >= %s and txid < %s", link.from_txid, link.to_txid
        )
        self.run("delete from audit_seal where from_txid = %s", link.from_txid)

    def empty_a_month(self) -> None:
        part = f"audit_record_{self.rnd.choice(MONTHS)[:7].replace('-', '_')}"
        self.run(self.rnd.choice([f"drop table {part}", f"delete from {part}"]))

    def insert_a_row(self) -> None:
        template = self.row()[0]
        txid = self.rnd.choice([self.row()[1], self.links[-1].to_txid - 1, 1, 10**12])
        self.run(
            f"insert into audit_record ({COLUMNS}) overriding system value"
            " select (select max(id) from audit_record) + 1, at, %s, kind, name, gen_random_uuid(), role,"
            " organisation, subject, object, purpose, detail from audit_record where id = %s",
            txid, template,
        )  # fmt: skip

    def replace_a_row(self) -> None:
        """One out, one in: the numbers agree."""
        chosen = self.row()[0]
        self.run("update audit_record set id = %s where id = %s", 10**9 + chosen, chosen)

    def reorder(self) -> None:
        """Two rows swap what they tell, or their place."""
        one, two = self.rnd.sample(self.rows, 2)
        if self.rnd.random() < 0.5:
            a, b, spare = one[0], two[0], 10**12
            for new, old in ((spare, a), (a, b), (b, spare)):
                self.run("update audit_record set id = %s where id = %s", new, old)
        else:
            self.run(
                "update audit_record r set actor = o.actor, subject = o.subject, object = o.object,"
                " organisation = o.organisation from audit_record o"
                " where (r.id, o.id) in ((%s, %s), (%s, %s))",
                one[0], two[0], two[0], one[0],
            )  # fmt: skip

    def move_to_another_transaction(self) -> None:
        row = self.row()
        others = sorted({r[1] for r in self.rows} - {row[1]})
        self.run("update audit_record set txid = %s where id = %s", self.rnd.choice(others), row[0])

    def move_into_the_tail(self) -> None:
        self.run(
            "update audit_record set txid = %s where id = %s", self.links[-1].to_txid, self.row()[0]
        )

    def change_a_seal(self) -> None:
        link = self.rnd.choice(self.links)
        change = self.rnd.choice(
            ["rows = rows + 1", "head = md5(head) || md5(head)", "signature = md5(signature)",
             "to_txid = to_txid + 1", "from_txid = from_txid - 1", "month = month + 31", "id = id + 100"]
        )  # fmt: skip
        self.run(f"update audit_seal set {change} where id = %s", link.id)

    def remove_seals(self) -> None:
        link = self.rnd.choice([*self.links, self.links[-1], self.links[0]])
        self.run("delete from audit_seal where id = %s", link.id)

    def remove_the_last_seals(self) -> None:
        self.run("delete from audit_seal where id > %s", self.rnd.randrange(self.links[-1].id))

    def seal_anew_with_another_key(self) -> None:
        """A row changed and the rest of the chain made anew, right in all but the key."""
        key = Ed25519PrivateKey.generate()
        self.run("update audit_record set actor = null where id = %s", self.row()[0])
        before = seals.START
        for link in self.links:
            rows = seals.batch(self.cursor, link.month, link.from_txid, link.to_txid)
            before = seals.head_of(before, link, seals.batch_digest(rows)[1])
            self.run(
                "update audit_seal set head = %s, signature = %s where id = %s",
                before, seals.sign_text(key, before), link.id,
            )  # fmt: skip

    def shorten_the_file(self) -> None:
        keep = self.rnd.randrange(len(self.lines))
        self.file.write_text("".join(f"{line}\n" for line in self.lines[:keep]))

    def take_a_line_out_of_the_file(self) -> None:
        rest = list(self.lines)
        del rest[self.rnd.randrange(len(rest))]
        self.file.write_text("".join(f"{line}\n" for line in rest))

    def change_a_line_of_the_file(self) -> None:
        rest = list(self.lines)
        n = self.rnd.choice([n for n, line in enumerate(rest) if '"head"' in line])
        line = json.loads(rest[n])
        field = self.rnd.choice(["rows", "from_txid", "to_txid", "head", "signature", "month"])
        value = line[field]
        line[field] = value + 1 if isinstance(value, int) else value[1:] + value[:1]
        rest[n] = json.dumps(line, separators=(",", ":"))
        self.file.write_text("".join(f"{line}\n" for line in rest))

    def run(self, statement: str, *arguments: object) -> None:
        self.cursor.execute(statement, arguments)


def triggers_off(cursor: Cursor) -> None:
    """As the owner can."""
    cursor.execute("select tablename from pg_tables where tablename like 'audit_record%'")
    for (name,) in cursor.fetchall():
        cursor.execute(f'alter table "{name}" disable trigger user')
    cursor.execute("alter table audit_record alter column id set generated by default")


def test_random_tamperings_are_all_found(history: Log, seal_files: Path) -> None:
    file = seal_files / "heads.jsonl"
    triggers_off(history.become("owner"))
    forger = Forger(history, file, seed=20261122)
    forgeries: list[Callable[[], None]] = [
        getattr(forger, name)
        for name in vars(Forger)
        if not name.startswith("_") and name not in {"row", "run"}
    ]
    assert {found.kind for found in sealed.check(forger.cursor).findings} == {"trigger"}
    kinds: Counter[str] = Counter()
    missed = []
    for n in range(TAMPERINGS):
        forge = forger.rnd.choice(forgeries)
        forger.cursor.execute("savepoint before")
        forge()
        findings = [f for f in sealed.check(forger.cursor).findings if f.kind != "trigger"]
        kinds.update({finding.kind for finding in findings})
        if not findings:
            missed.append((n, forge.__name__))
        forger.cursor.execute("rollback to savepoint before")
        file.write_text("".join(f"{line}\n" for line in forger.lines))
    assert missed == []
    assert {"change", "insertion", "removal", "seal_removed", "seal_replaced", "file_truncated",
            "wrong_key", "gap"} <= kinds.keys()  # fmt: skip
    history.connection.rollback()


def test_another_key_file_is_found(history: Log, seal_files: Path) -> None:
    (seal_files / "key").unlink()
    findings = sealed.check(history.become("system")).findings
    assert {finding.kind for finding in findings} == {"wrong_key", "key", "note"}
    wrong = [finding for finding in findings if finding.kind == "wrong_key"]
    assert len(wrong) == len(seals.file_links())
