"""Every address × every role × own and another's record: doors.txt holds the answers.

Written anew with `OVERSTAP_WRITE_DOORS=1 pytest tests/house/test_doors.py`; read the difference.
"""

import os
from pathlib import Path

import pytest
from tests.house import doors
from tests.house.doors import ROLES
from tests.samples import WHOLE

pytestmark = pytest.mark.django_db

TABLE = Path(__file__).with_name("doors.txt")
# Addresses that a visitor without an account may open, each with its reason.
PUBLIC = {
    "home:front_door": "the first page",
    "home:personas": "demo only",
    "home:become": "demo only",
    "ui:gallery": "the design system",
    "access:sign_in": "signing in",
    "access:sign_out": "signing out",
    "access:activate": "the code is the key",
    "access:accept_invitation": "the link is the key",
    "access:device": "the code is the key",
    "access:device_done": "the end of the locked page",
    "access:second_factor": "half signed in",
}
# Addresses whose record belongs to nobody, or to a network that everybody sees.
SHARED = {
    "organisations:edit": "the platform admin manages every organisation",
    "access:members_of": "the platform admin manages the accounts of every organisation",
    "access:invite_to": "the platform admin manages the accounts of every organisation",
    "access:member": "the platform admin manages the accounts of every organisation",
    "access:member_end": "the platform admin manages the accounts of every organisation",
    "access:invitation_confirm": "the platform admin confirms the first reader of an organisation",
    "access:member_recovery": "the platform admin manages the accounts of every organisation",
    "cohorts:extract": "the platform admin decides about every extract",
    "cohorts:extract_status": "the platform admin decides about every extract",
    "cohorts:decide_extract": "the platform admin decides about every extract",
    "cohorts:end_extract": "the platform admin decides about every extract",
    "access:revoke": "the platform admin manages the accounts of every organisation",
    "access:recovery_confirm": "the platform admin manages the accounts of every organisation",
}


def table() -> dict[tuple[str, str], list[str]]:
    found = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, whose, *answers = [cell.strip() for cell in line.split("|")]
            found[name, whose] = answers
    return found


def answers() -> dict[tuple[str, str], list[str]]:
    own, other = doors.make("hier"), doors.make("elders")
    visitors = {role: doors.client(own, role) for role in ROLES}
    found: dict[tuple[str, str], list[str]] = {}
    for one in doors.addresses():
        at_home = doors.address(one.name, one.parts, own)
        found[one.name, "own"] = [doors.knock(visitors[role], at_home) for role in ROLES]
        if set(one.parts) - doors.PLAIN.keys():
            elsewhere = doors.address(one.name, one.parts, other)
            found[one.name, "other"] = [
                # A role that the door keeps out is kept out before any record is looked at.
                at_own
                if one.door and not one.door.admits(role) and not WHOLE
                else doors.knock(visitors[role], elsewhere)
                for role, at_own in zip(ROLES, found[one.name, "own"], strict=True)
            ]
    return found


def test_every_door_answers_as_the_table_says() -> None:
    found = answers()
    if os.environ.get("OVERSTAP_WRITE_DOORS"):
        write(found)
    wrong = [
        f"{name} ({whose}): {role} gets '{answer}', the table says '{expected}'"
        for (name, whose), row in found.items()
        for role, answer, expected in zip(
            ROLES, row, table().get((name, whose), ["missing"] * len(ROLES)), strict=True
        )
        if answer != expected
    ]
    assert wrong == []


def test_the_table_names_every_address_and_no_other() -> None:
    listed = {name for name, _ in table()}
    assert listed == {one.name for one in doors.addresses()}


def test_no_door_breaks() -> None:
    assert {key: row for key, row in table().items() if any("error" in a for a in row)} == {}


def test_who_is_not_signed_in_comes_no_further_than_the_public_doors() -> None:
    wide = {
        name
        for (name, _), row in table().items()
        if row[0].removeprefix("post: ") not in {"sign in", "not found", "forbidden"}
    }
    assert wide - PUBLIC.keys() == set()


def test_anothers_record_opens_for_nobody() -> None:
    opened = {
        (name, role)
        for (name, whose), row in table().items()
        if whose == "other" and name not in PUBLIC
        for role, answer in zip(ROLES, row, strict=True)
        if answer.removeprefix("post: ") not in {"sign in", "forbidden", "not found"}
        and not (name in SHARED and role == "platform_admin")
    }
    assert opened == set()


def test_admins_open_no_file() -> None:
    files = ("dossier:", "handover:", "trajectories:", "people:", "desk:person")
    opened = {
        (name, role)
        for (name, _), row in table().items()
        if name.startswith(files)
        for role, answer in zip(ROLES, row, strict=True)
        if role in {"org_admin", "platform_admin"}
        and answer.removeprefix("post: ") not in {"sign in", "forbidden", "not found"}
    }
    assert opened == set()


def write(found: dict[tuple[str, str], list[str]]) -> None:
    lines = [f"# address | whose | {' | '.join(ROLES)}"]
    lines += [
        f"{name} | {whose} | {' | '.join(row)}" for (name, whose), row in sorted(found.items())
    ]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
