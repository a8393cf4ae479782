"""People of whom there is no file: who worked here and left, and who was asked for in vain."""

import argparse
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from tests import world
from tests.conftest import owner

from overstap.access.models import Invitation, LinkRequest, Membership, User
from overstap.config import care
from overstap.exchange.models import WaitingMessage
from overstap.handover.models import Handover
from overstap.people.models import FormerContact

pytestmark = pytest.mark.django_db
LONG_AGO = date(2019, 6, 30)


def retention(*, dry_run: bool = False) -> None:
    with owner():
        assert care.run_retention(argparse.Namespace(dry_run=dry_run)) == 0


def left(until: date | None = LONG_AGO, **fields: Any) -> Membership:
    member = world.member(
        world.organisation(),
        until_on=until,
        phone="059 00 00 00",
        from_on=date(2015, 1, 1),
        **fields,
    )
    with owner():
        User.objects.filter(pk=member.user_id).update(date_joined=timezone.now() - timedelta(9999))
    return member


def there(model: Any, pk: Any) -> Any:
    with owner():
        return model.objects.filter(pk=pk).first()


def test_a_membership_and_account_of_long_ago_go() -> None:
    gone, stays = left(), left(until=None)
    retention()
    assert there(Membership, gone.pk) is None
    assert there(User, gone.user_id) is None
    assert there(Membership, stays.pk).phone == "059 00 00 00"
    assert there(User, stays.user_id) is not None


def test_who_left_within_the_years_stays() -> None:
    member = left(until=timezone.localdate() - timedelta(days=300))
    retention()
    assert there(Membership, member.pk).phone == "059 00 00 00"


def test_whom_a_handover_names_keeps_the_name_alone() -> None:
    member = left()
    who = world.person()
    with owner():
        Handover.objects.create(
            person=who, sender=member.organisation, receiver=world.organisation(kind="vdab"),
            sender_contact=member, leaving_on=date(2026, 12, 31),
        )  # fmt: skip
    retention()
    kept = there(Membership, member.pk)
    assert (kept.display_name, kept.phone, kept.email) == (member.display_name, "", "")


def test_an_account_that_guards_a_young_person_stays() -> None:
    member = left()
    who = world.person()
    world.guardian_of(who)
    from overstap.access.models import PersonAccount

    with owner():
        PersonAccount.objects.filter(person=who).update(user_id=member.user_id)
    retention()
    assert there(User, member.user_id) is not None


def test_an_invitation_that_nobody_used_goes_with_its_name_and_address() -> None:
    by = left(until=None)
    with owner():
        old, new = (
            Invitation.objects.create(
                token_hash=str(at), organisation=by.organisation, role="counsellor",
                display_name="Nooit Gekomen", email="nooit@example.org", invited_by=by.user_id,
                expires_at=at,
            )
            for at in (timezone.now() - timedelta(days=3000), timezone.now())
        )  # fmt: skip
    retention()
    assert there(Invitation, old.pk) is None
    assert there(Invitation, new.pk) is not None


def test_an_address_that_left_a_file_goes_after_its_days() -> None:
    who = world.person()
    with owner():
        old, new = (
            FormerContact.objects.create(
                person_id=who.pk, value="weg@example.org",
                gone_at=timezone.now() - timedelta(days=days),
            )
            for days in (31, 29)
        )  # fmt: skip
    retention()
    assert there(FormerContact, old.pk) is None
    assert there(FormerContact, new.pk) is not None


def test_a_dry_run_counts_and_deletes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    member = left()
    retention(dry_run=True)
    assert there(Membership, member.pk) is not None
    assert "1  lidmaatschappen" in capsys.readouterr().out


def test_who_was_asked_for_and_is_not_known_is_not_kept_for_ever() -> None:
    """A name and a birth day, and a sealed message, of whom there is perhaps no file."""
    by = left(until=None)
    with owner():
        for days in (366, 364):
            asked = LinkRequest.objects.create(
                organisation=by.organisation, typed_name="Onbekend", birth_date=date(2009, 1, 1),
                asked_by=by.user_id,
            )  # fmt: skip
            message = WaitingMessage.objects.create(
                organisation=by.organisation, kind="led", number_hash="a" * 64, digest=str(days),
                ciphertext=b"x",
            )  # fmt: skip
            then = timezone.now() - timedelta(days=days)
            LinkRequest.objects.filter(pk=asked.pk).update(asked_at=then)
            WaitingMessage.objects.filter(pk=message.pk).update(received_at=then)
    retention()
    with owner():
        assert LinkRequest.objects.count() == WaitingMessage.objects.count() == 1
