"""What the seals say of all that stands beside the rows: whose key it is, triggers, dates.

The key of a person is the only link between the log and somebody: whoever swaps two of them hands
one person's log to another, and no row changes. So the job that seals signs each pair, and what
it meets on its way (a trigger that was off, a row with a date of before) goes as a signed note into
the file of heads, where putting it back afterwards takes nothing away.
"""

import hashlib
import hmac
import json
from collections.abc import Generator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from overstap.audit import heads as stored

# Pairs signed in one run of the job: a million people take under an hour of runs.
AT_A_TIME = 20_000
# Longer than any transaction lasts: a row carries the time at which its transaction began.
LONGEST_TRANSACTION = timedelta(days=1)
# On the log itself, on what makes a key, and on what stamps a row with its time.
TRIGGERS_OFF = """
select format('%s.%s', t.tgrelid::regclass, t.tgname)
from pg_trigger t join pg_class c on c.oid = t.tgrelid
where c.relnamespace = 'public'::regnamespace and not t.tgisinternal
  and t.tgenabled not in ('O', 'A')
union all
select format('%s: geen %s', p.part, w.name)
from (select 'audit_record'::regclass as part union all
      select inhrelid::regclass from pg_inherits where inhparent = 'audit_record'::regclass) p
cross join (values ('refuse_change'), ('refuse_truncate')) w(name)
where not exists (select from pg_trigger t where t.tgrelid = p.part and t.tgname = w.name)
order by 1
"""


def signature(key: Ed25519PrivateKey, person: Any, subject: Any) -> str:
    """Over one pair; a keyed digest, since a million of them are checked at a time."""
    text = f"overstap log key: {person} {subject}".encode()
    return hmac.new(key.private_bytes_raw(), text, hashlib.sha256).hexdigest()


def sign_new(cursor: Any, key: Ed25519PrivateKey) -> int:
    """Signs the pairs that have no signature yet; answers how many. As `system`."""
    cursor.execute("select person, key from rights.unsigned_keys(%s)", [AT_A_TIME])
    pairs = cursor.fetchall()
    if pairs:
        cursor.execute(
            "select rights.sign_keys(%s::uuid[], %s::text[])",
            [[person for person, _ in pairs], [signature(key, *pair) for pair in pairs]],
        )
    return len(pairs)


def note(key: Ed25519PrivateKey, kind: str, **said: Any) -> None:
    """One signed line in the file of heads, beside the heads."""
    number = sum(1 for line in stored.lines() if "said" in line) + 1
    said = {"note": kind, "n": number, **said}
    text = json.dumps(said, separators=(",", ":"), sort_keys=True)
    stored.append({"said": text, "signature": stored.sign_text(key, text)})


def notes(key: Ed25519PrivateKey, last: int = 0) -> Iterator[tuple[dict[str, Any], bool]]:
    """What the notes say (the `last` ones), and whether each is signed by this key."""
    found = [line for line in stored.lines() if "said" in line]
    for line in found[-last:]:
        yield json.loads(line["said"]), stored.is_signed(key, line["said"], line["signature"])


def triggers_off(cursor: Any) -> list[str]:
    """Triggers that do not run, and parts of the log that miss one."""
    cursor.execute(TRIGGERS_OFF)
    return [row[0] for row in cursor.fetchall()]


def watch(cursor: Any, key: Ed25519PrivateKey, start: int, end: int) -> None:
    """What a run of the job notes before it seals the transactions from `start` up to `end`."""
    # The last ones: a line a minute comes in, and the check of the log looks at all.
    known = [said for said, signed in notes(key, last=20) if signed]
    off = triggers_off(cursor)
    if off and not any(said.get("triggers") == off for said in known):
        note(key, "triggers_off", triggers=off, at=datetime.now(UTC).isoformat())
    clocks = [said["at"] for said in known if said["note"] == "clock"]
    if clocks:
        before = datetime.fromisoformat(clocks[-1]) - LONGEST_TRANSACTION
        cursor.execute(
            "select count(*) from audit_record where txid >= %s and txid < %s and at < %s",
            [start, end, before],
        )
        count = cursor.fetchone()[0]
        if count:
            note(key, "backdated", rows=count, from_txid=start, to_txid=end)
    else:
        # Keys that went before there were notes: nobody can tell any more why.
        note(key, "orphans", count=_orphans(cursor))
    # When was sealed, outside the database: no later row is older than this. Before the heads of
    # this run, so that a crash in between leaves none of them without.
    note(key, "clock", at=datetime.now(UTC).isoformat(), until=end)


def _orphans(cursor: Any) -> int:
    cursor.execute("select rights.orphan_subjects()")
    return int(cursor.fetchone()[0])


def compare(cursor: Any, key: Ed25519PrivateKey) -> Iterator[tuple[str, str]]:
    """What is wrong beside the rows, as kind and sentence."""
    last, until = yield from _in_notes(key)
    heads = stored.file_links()
    cursor.execute("select count(*) from rights.signed_keys()")
    if heads and (last or cursor.fetchone()[0]) and until < heads[-1].to_txid:
        yield "note", "de laatste aantekening ontbreekt in het bestand"
    off = triggers_off(cursor)
    if off:
        yield "trigger", f"staat af: {', '.join(off[:5])}"
    yield from _in_keys(cursor, key)


def _in_notes(key: Ed25519PrivateKey) -> Generator[tuple[str, str], None, tuple[int, int]]:
    """What is wrong in the notes, or was noted; returns the last number and how far they reach."""
    last = until = 0
    for said, signed in notes(key):
        last, before = last + 1, last
        if not signed:
            yield "note", "een aantekening in het bestand is niet echt"
            continue
        if said["n"] != before + 1:
            yield "note", f"aantekening {before + 1} ontbreekt in het bestand"
            last = said["n"]
        if said["note"] == "clock":
            until = said["until"]
        elif said["note"] == "triggers_off":
            yield "trigger", f"op {said['at'][:16]} stond af: {', '.join(said['triggers'][:5])}"
        elif said["note"] == "backdated":
            yield "backdated", f"{said['rows']} rijen kregen een datum van voor het vorige zegel"
    return last, until


def _in_keys(cursor: Any, key: Ed25519PrivateKey) -> Iterator[tuple[str, str]]:
    """Keys of people that are not theirs, or went away without a note."""
    cursor.execute("select person, key, signature from rights.signed_keys()")
    wrong = 0
    while rows := cursor.fetchmany(5_000):
        wrong += sum(
            not hmac.compare_digest(signature(key, person, subject), signed)
            for person, subject, signed in rows
        )
    if wrong:
        yield "key", f"{wrong} sleutels van personen horen bij iemand anders"
    allowed = [said["count"] for said, signed in notes(key) if signed and said["note"] == "orphans"]
    gone = _orphans(cursor) if allowed else 0
    if allowed and gone > allowed[0]:
        yield "key", f"{gone - allowed[0]} personen in het logboek verloren hun sleutel ongemerkt"
