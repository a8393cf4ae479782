"""The database believes no actor that this server did not sign."""

import secrets
import time
from uuid import uuid4

import pytest
from tests import world
from tests.samples import sample

from overstap.access.actor import acting_as, set_actor, sign
from overstap.people.models import Person

pytestmark = pytest.mark.django_db


def _claim(value: str) -> object:
    world.sql("select set_config('overstap.actor', %s, true)", value)
    return world.sql("select rights.actor_id()")[0][0]


def test_nobody_is_signed_in_without_a_setting():
    assert world.sql("select rights.actor_id()") == [(None,)]


def test_a_signed_actor_is_believed():
    who = uuid4()
    assert _claim(sign(who)) == who


def test_an_expired_signature_is_nobody():
    assert _claim(sign(uuid4(), seconds=-1)) is None


def test_another_name_under_the_same_signature_is_nobody():
    _, expiry, digest = sign(uuid4()).split(".")
    assert _claim(f"{uuid4()}.{expiry}.{digest}") is None


def test_a_later_expiry_under_the_same_signature_is_nobody():
    who, expiry, digest = sign(uuid4()).split(".")
    assert _claim(f"{who}.{int(expiry) + 60}.{digest}") is None


def test_forged_settings_see_no_row():
    who = world.person()
    world.account_of(who)
    org = world.organisation()
    counsellor = world.member(org)
    world.involve(who, org)
    expiry = int(time.time()) + 1000
    forms = [
        lambda: f"{counsellor.user_id}.{expiry}.{secrets.token_hex(32)}",
        lambda: f"{counsellor.user_id}.{expiry}.",
        lambda: f"{counsellor.user_id}",
        lambda: f"{counsellor.user_id}.{expiry}.{'0' * 64}",
        lambda: secrets.token_hex(40),
    ]
    statement = (
        "with claim as materialized (select set_config('overstap.actor', v, true) as c"
        " from unnest(%s::text[]) v) select count(*) from claim, lateral"
        " (select rights.actor_id() as a, claim.c) x where x.a is not null"
    )
    claims = [forms[n % len(forms)]() for n in range(sample(2_000, 10_000))]
    assert world.sql(statement, claims) == [(0,)]
    for claim in claims[:500]:
        world.sql("select set_config('overstap.actor', %s, true)", claim)
        assert not Person.objects.exists()


def test_the_actor_is_gone_after_the_block():
    who = world.person()
    account = world.account_of(who)
    with acting_as(account):
        assert list(Person.objects.all()) == [who]
    assert not Person.objects.exists()


def test_an_inactive_account_sees_nothing():
    who = world.person()
    account = world.account_of(who)
    with world.owner():
        world.sql("update access_user set is_active = false where id = %s", account)
    set_actor(account)
    assert not Person.objects.exists()
