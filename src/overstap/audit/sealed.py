"""Checking the seals: what does not agree, where, and of what kind."""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from overstap.audit import keys, seals
from overstap.audit.seals import Link


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong. `kind` is a code; `month` and `seal` say where (0: nowhere)."""

    kind: str
    month: str
    seal: int
    text: str


@dataclass(frozen=True)
class SealCheck:
    """Findings, and how many rows are sealed, not yet sealed, and dropped at their term."""

    findings: tuple[Finding, ...]
    sealed: int
    tail: int
    dropped: int


def check(cursor: Any) -> SealCheck:
    """Compares log, seals and file of heads. Run as `owner` or `system`, in one transaction."""
    key = seals.load_key()
    links = seals.table_links(cursor)
    findings = [*_compare_with_file(links), *_compare_signatures(links, key)]
    anchors, anchor_findings = _anchors(cursor, key)
    findings += anchor_findings
    findings += _compare_ranges(links)
    findings += [Finding(kind, "", 0, text) for kind, text in keys.compare(cursor, key)]
    counted, row_findings = _compare_rows(cursor, links, anchors)
    findings += row_findings
    cursor.execute(
        "select count(*), count(*) filter ("
        " where txid >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint)"
        " from audit_record where txid >= %s",
        [links[-1].to_txid if links else 0],
    )
    tail, impossible = cursor.fetchone()
    if impossible:
        text = f"{impossible} rijen van transacties die nog moeten komen"
        findings.append(Finding("insertion", "", 0, text))
    return SealCheck(tuple(findings), counted, tail, sum(anchors.values()))


def _compare_with_file(links: list[Link]) -> list[Finding]:
    found = []
    in_file: dict[int, Link] = {}
    for link in seals.file_links():
        if in_file.setdefault(link.id, link) != link:
            found.append(
                Finding("file", link.month, link.id, "twee verschillende koppen in het bestand")
            )
    in_table = {link.id: link for link in links}
    for number in sorted(in_file.keys() | in_table.keys()):
        mine, theirs = in_table.get(number), in_file.get(number)
        month = (mine or theirs).month  # type: ignore[union-attr]
        if mine is None:
            found.append(Finding("seal_removed", month, number, "zegel ontbreekt in de databank"))
        elif theirs is None:
            found.append(Finding("file_truncated", month, number, "kop ontbreekt in het bestand"))
        elif mine != theirs:
            found.append(
                Finding("seal_replaced", month, number, "zegel is niet wat in het bestand staat")
            )
    return found


def _compare_signatures(links: list[Link], key: Any) -> list[Finding]:
    return [
        Finding("wrong_key", link.month, link.id, "handtekening klopt niet met de sleutel")
        for link in links
        if not seals.is_signed(key, link.head, link.signature)
    ]


def _anchors(cursor: Any, key: Any) -> tuple[dict[str, int], list[Finding]]:
    """Months dropped at their term: number of rows by month; and what is wrong with them."""
    cursor.execute("select month::text, rows, head, signature from audit_anchor order by month")
    rows = cursor.fetchall()
    in_file = {(a["month"], a["anchor"], a["signature"]) for a in seals.lines() if "anchor" in a}
    found, good = [], {}
    for month, count, head, signature in rows:
        signed = seals.is_signed(key, anchor_text(month, count, head), signature)
        if signed and (month, head, signature) in in_file:
            good[month] = count
        else:
            found.append(Finding("anchor", month, 0, "anker van een gewiste maand is niet echt"))
    for month, _, _ in in_file - {(m, h, s) for m, _, h, s in rows}:
        found.append(Finding("anchor", month, 0, "anker van een gewiste maand ontbreekt"))
    return good, found


def anchor_text(month: str, rows: int, head: str) -> str:
    return f"anchor {month} {rows} {head}"


def _compare_ranges(links: list[Link]) -> list[Finding]:
    """Seals follow each other without a gap; those of one run share their range."""
    found = []
    if links and links[0].from_txid != 0:
        found.append(Finding("gap", links[0].month, links[0].id, "het begin ontbreekt"))
    for before, after in pairwise(links):
        same = (before.from_txid, before.to_txid) == (after.from_txid, after.to_txid)
        if after.id != before.id + 1 or not (
            (same and before.month < after.month) or after.from_txid == before.to_txid
        ):
            found.append(
                Finding("gap", after.month, after.id, "sluit niet aan op het vorige zegel")
            )
    return found


def _compare_rows(
    cursor: Any, links: list[Link], anchors: dict[str, int]
) -> tuple[int, list[Finding]]:
    found: list[Finding] = []
    digests = {
        link.id: seals.batch_digest(seals.batch(cursor, link.month, link.from_txid, link.to_txid))
        for link in links
        if link.month not in anchors
    }
    before = seals.START
    for link in links:
        if link.id in digests:
            count, digest = digests[link.id]
            if count != link.rows:
                kind = "insertion" if count > link.rows else "removal"
                text = f"{count} rijen in plaats van {link.rows}"
                found.append(Finding(kind, link.month, link.id, text))
            elif seals.head_of(before, link, digest) != link.head:
                found.append(
                    Finding("change", link.month, link.id, "inhoud of volgorde is veranderd")
                )
        before = link.head
    counted: Counter[str] = Counter()
    for link in links:
        counted[link.month] += digests.get(link.id, (0, ""))[0]
    return counted.total(), found + _strays(cursor, links, counted)


def _strays(cursor: Any, links: list[Link], counted: Counter[str]) -> list[Finding]:
    """Rows older than the last seal that stand in no batch."""
    cursor.execute(
        f"select {seals.MONTH}::text, count(*) from audit_record"  # noqa: S608
        " where txid < %s group by 1 order by 1",
        [links[-1].to_txid if links else 0],
    )
    return [
        Finding("insertion", month, 0, f"{count - counted[month]} rijen buiten elk zegel")
        for month, count in cursor.fetchall()
        if count > counted[month]
    ]
