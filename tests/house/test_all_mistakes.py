"""A form shows every mistake at once: what a service would refuse one by one included."""

from datetime import date

import pytest
from django import forms

from overstap.access.forms import PaperForm
from overstap.access.models import Membership
from overstap.handover.forms import FollowUpForm
from overstap.organisations.forms import OrganisationForm
from overstap.people.forms import NewPersonForm
from overstap.trajectories.forms import EnrolmentForm

LATER = "2999-01-01"


@pytest.mark.parametrize(
    ("form", "typed", "wrong"),
    [
        (NewPersonForm, {"insz": "1", "birth_date": LATER}, "last_name insz birth_date"),
        (
            EnrolmentForm,
            {"from_on": "2026-09-01", "until_on": "2026-08-01"},
            "institution_name pathway until_on",
        ),
        (
            FollowUpForm,
            {"on": LATER, "is_reached": "ja"},
            "on situation sentence",
        ),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_every_wrong_field_is_named(
    form: type[forms.Form], typed: dict[str, str], wrong: str
) -> None:
    assert set(form(typed).errors) == set(wrong.split())


@pytest.mark.django_db
def test_every_wrong_number_of_an_organisation_is_named() -> None:
    typed = {"enterprise_number": "1", "establishment_number": "2", "postcode": "0000"}
    wrong = {"name", "kind", "enterprise_number", "establishment_number", "postcode"}
    assert set(OrganisationForm(typed).errors) == wrong


@pytest.mark.django_db
def test_a_paper_without_an_answer_says_so_beside_the_other_mistakes() -> None:
    form = PaperForm({"signed_on": LATER}, offices=Membership.objects.none())
    assert set(form.errors) == {"__all__", "receiver", "scan", "signed_on"}
    assert date.fromisoformat(LATER) > date.today()  # noqa: DTZ011
