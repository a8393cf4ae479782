"""Keys are renewed: who signed in stays in, names, second steps and numbers are still found."""

import argparse
import secrets
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import connection
from django.db.models import BinaryField
from django.test import Client
from tests import world
from tests.access.test_second_factor import code_now, set_up, sign_in, staff
from tests.conftest import owner, role
from tests.exchange import flows

from overstap.access.actor import set_actor
from overstap.access.models import ActivationCode, KeyMark
from overstap.access.sign_in import code_key, login_key
from overstap.config import keys, new_keys
from overstap.config.keys import renewing
from overstap.config.keys.stored import STORED
from overstap.config.state import MachineRefusal
from overstap.exchange.models import ImportRow, SetAside, WaitingMessage
from overstap.exchange.queries import find_by_number
from overstap.exchange.sealing import hash_of, seal, unseal
from overstap.kernel import clock
from overstap.kernel.identifiers import make_test_insz
from overstap.people import services as people
from overstap.people.models import NationalNumber, Person
from overstap.people.queries import number_change_of, people_with_number
from overstap.people.services import number_of

pytestmark = pytest.mark.django_db
NONE = argparse.Namespace()
INSZ = make_test_insz(date(2008, 3, 14), 7, female=True)


@pytest.fixture
def renewed(settings) -> Iterator[Callable[[], int]]:  # type: ignore[no-untyped-def]
    """`renewed()` puts new keys before the ones of now and runs the command as the owner."""

    def renew() -> int:
        settings.LOOKUP_KEYS = [secrets.token_bytes(32), *settings.LOOKUP_KEYS]
        settings.LOOKUP_KEY = settings.LOOKUP_KEYS[0]
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        settings.SECRET_KEY = secrets.token_hex(32)
        settings.ACTOR_KEY = secrets.token_bytes(32)
        return run()

    before = settings.ACTOR_KEY
    with owner():
        renewing.set_mark()
    yield renew
    settings.ACTOR_KEY = before


def run() -> int:
    set_actor(None)
    with owner():
        return keys.rotate(NONE)


def test_an_open_session_goes_on(renewed) -> None:  # type: ignore[no-untyped-def]
    staff()
    browser = Client()
    set_up(browser)
    assert browser.get("/papier/").status_code == 200
    for _time in range(2):
        assert renewed() == 0
        assert browser.get("/papier/").status_code == 200


def test_a_session_that_was_ended_stays_ended(renewed) -> None:  # type: ignore[no-untyped-def]
    user = staff()
    browser = Client()
    set_up(browser)
    with owner():
        type(user).objects.filter(pk=user.pk).update(session_epoch=7)
    renewed()
    assert browser.get("/papier/").status_code == 302


def test_who_signs_in_has_the_same_name_second_step_and_recovery_codes(renewed) -> None:  # type: ignore[no-untyped-def]
    staff()
    secret, codes = set_up(Client())
    with owner():
        before = {row.type: str(row.data) for row in Authenticator.objects.all()}
    assert renewed() == 0
    with owner():
        after = {row.type: str(row.data) for row in Authenticator.objects.all()}
    assert all(before[kind] != after[kind] for kind in ("totp", "recovery_codes"))
    # Later: the app's code of this half minute was used while setting up.
    with time_machine.travel(time.time() + 300, tick=False):
        for code in (codes[3], code_now(secret)):
            browser = Client()
            sign_in(browser)
            assert browser.post("/aanmelden/tweede-stap/", {"code": code}).status_code == 302


def test_a_young_person_is_found_by_number_before_and_after(renewed) -> None:  # type: ignore[no-untyped-def]
    centre = world.organisation()
    who, member = world.person(), world.member(centre)
    world.involve(who, centre)
    from overstap.home.demo.numbers import sealed_number

    with owner():
        sealed_number(who, INSZ).save(force_insert=True)
        before = NationalNumber.objects.get(person=who)
    assert renewed() == 0
    with owner():
        after = NationalNumber.objects.get(person=who)
    assert before.lookup_hash != after.lookup_hash
    assert bytes(before.ciphertext) != bytes(after.ciphertext)
    set_actor(member.user_id)
    assert number_of(who.pk) == INSZ
    assert people_with_number(centre.pk, [INSZ]) == {INSZ: who.pk}
    assert find_by_number(centre.pk, [hash_of(INSZ)]) == {hash_of(INSZ): who.pk}


def test_former_numbers_and_those_that_wait_for_a_colleague_go_along(renewed) -> None:  # type: ignore[no-untyped-def]
    centre = world.organisation()
    who, first, second = world.person(), world.member(centre), world.member(centre)
    world.involve(who, centre)
    from overstap.home.demo.numbers import sealed_number

    former, new = (make_test_insz(date(2008, 3, 14), n, female=True) for n in (8, 9))
    by = {one: flows.viewer_of(one, centre) for one in (first, second)}
    with owner():
        sealed_number(who, former).save(force_insert=True)
        Person.objects.update(created_at=clock.now() - timedelta(days=60))
    for number in (INSZ, new):
        set_actor(first.user_id)
        people.set_number(who.pk, number, by=by[first])
        if number == new:
            assert renewed() == 0
        set_actor(second.user_id)
        assert people_with_number(centre.pk, [former]) == {former: who.pk}
        change = number_change_of(who.pk)
        assert change is not None
        people.answer_number_change(change, number, by=by[second])
        assert number_of(who.pk) == number
    assert renewed() == 0
    set_actor(first.user_id)
    assert people_with_number(centre.pk, [former, INSZ]) == {former: who.pk, INSZ: who.pk}


def test_what_waits_or_is_staged_is_read_and_found(renewed) -> None:  # type: ignore[no-untyped-def]
    centre, who = world.organisation(), world.person()
    with owner():
        WaitingMessage.objects.create(
            organisation=centre, kind="led", number_hash=hash_of(INSZ), digest=hash_of("bericht"),
            ciphertext=seal(b"bericht"),
        )  # fmt: skip
        # Decided on: its text is gone, so nothing but its hash tells that it was here.
        SetAside.objects.create(
            organisation=centre, asked_person=who, number_hash="", reference_hash=hash_of("A1"),
            state="discarded", decided_by=who.pk, decided_at="2026-11-30T10:00Z",
        )  # fmt: skip
        entry = world.entry(
            who, centre, source="led", source_reference=hash_of("zonder referentie")
        )
        other = world.entry(who, centre, source="led", source_reference="LED-12345")
    assert renewed() == 0
    with owner():
        waits, aside = WaitingMessage.objects.get(), SetAside.objects.get()
        entry.refresh_from_db()
        other.refresh_from_db()
    assert (waits.number_hash, waits.digest) == (hash_of(INSZ), hash_of("bericht"))
    assert unseal(waits.ciphertext) == b"bericht"
    assert (aside.number_hash, aside.reference_hash) == ("", hash_of("A1"))
    assert entry.source_reference == hash_of("zonder referentie")
    assert other.source_reference == "LED-12345"
    assert world.sql("select count(*) from dossier_entryversion") == [(0,)]
    assert not ImportRow.objects.exists()


def test_a_code_that_was_handed_out_still_opens(renewed) -> None:  # type: ignore[no-untyped-def]
    centre, who = world.organisation(), world.person()
    with owner():
        ActivationCode.objects.create(
            code_hash=code_key("7KQ2-M4XD-9RTA"), person=who, kind="self", organisation=centre,
            issued_by=who.pk, expires_at="2099-01-01T10:00Z",
        )  # fmt: skip
    assert renewed() == 0
    with owner():
        assert ActivationCode.objects.get().code_hash == code_key("7kq2 m4xd 9rta")


def test_a_second_run_changes_nothing(renewed, capsys) -> None:  # type: ignore[no-untyped-def]
    world.user("amina")
    renewed()
    capsys.readouterr()
    assert run() == 0
    assert "niets te vernieuwen" in capsys.readouterr().out
    assert world.sql(
        "select count(*) from access_user where username = %s", login_key("amina")
    ) == [(1,)]


def test_a_strange_key_is_refused_and_changes_nothing(renewed, settings) -> None:  # type: ignore[no-untyped-def]
    account = world.user("amina")
    kept, settings.LOOKUP_KEYS = settings.LOOKUP_KEYS, [secrets.token_bytes(32)]
    with pytest.raises(MachineRefusal, match="een andere OVERSTAP_LOOKUP_KEY"), owner():
        keys.check(NONE)
    settings.LOOKUP_KEYS = kept
    with owner():
        account.refresh_from_db()
        assert keys.check(NONE) == 0
    assert account.username == login_key("amina")


def test_what_fits_no_key_stays_and_is_told(renewed, capsys) -> None:  # type: ignore[no-untyped-def]
    with owner():
        NationalNumber.objects.create(
            person=world.person(), ciphertext=b"van een ander", lookup_hash="x" * 64, kind="test"
        )
    assert renewed() == 1
    assert "1 versleutelde waarde(n)" in capsys.readouterr().out
    with owner():
        assert bytes(NationalNumber.objects.get().ciphertext) == b"van een ander"


def test_the_rotation_stands_in_the_log_and_the_mark_moves(renewed) -> None:  # type: ignore[no-untyped-def]
    with owner():
        before = KeyMark.objects.get().fingerprint
    world.user("amina")
    renewed()
    with owner():
        assert KeyMark.objects.get().fingerprint != before
    with role("owner"):
        assert world.sql("select detail from audit_record where name = 'keys_renewed'")[0][0]


def test_new_prints_three_different_keys(capsys) -> None:  # type: ignore[no-untyped-def]
    new_keys.new(NONE)
    values = [line.partition("=")[2] for line in capsys.readouterr().out.splitlines()]
    assert len(set(values)) == 3
    assert all(len(bytes.fromhex(value)) == 32 for value in values)


# Columns that a key has nothing to do with, with the reason.
NOT_OURS = {
    "access_paperanswer.scan": "a scanned form, guarded by the policies",
    "cohorts_published.content": "a published report",
    "handover_document.content": "a generated document, guarded by the policies",
}


def test_every_hashed_and_encrypted_column_is_in_the_list() -> None:
    def keyed(field: Any) -> bool:
        name = field.column
        return isinstance(field, BinaryField) or name.endswith(("_hash", "_cipher", "ciphertext"))

    found = {
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if model.__module__.startswith("overstap.") and keyed(field)
    }
    listed = {
        f"{one.table}.{name}"
        for one in STORED
        for name in (*one.hashed, *(column for column, _use in one.encrypted))
    }
    ours = {
        name for name in found if name.split(".")[0].split("_")[0] not in {"cohorts", "research"}
    }
    assert ours - NOT_OURS.keys() <= listed
    with connection.cursor() as cursor:
        for one in STORED:
            cursor.execute(
                "select count(*) from information_schema.columns where table_name = %s", [one.table]
            )
            assert cursor.fetchone()[0] > 0
