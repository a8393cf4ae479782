"""Verbs about parents and other guardians of a young person."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from overstap.kernel import clock
from overstap.kernel.acting import Acting
from overstap.kernel.periods import check_period
from overstap.kernel.refusals import NotAllowed, Refusal
from overstap.people.acts import as_refusal, one_at_a_time, record
from overstap.people.choices import Relation
from overstap.people.models import Guardian, Person
from overstap.people.rules import birthday_at


@dataclass(frozen=True, slots=True)
class GuardianData:
    """One guardian. `until_on`: at the latest the 18th birthday, which None stands for."""

    name: str
    relation: str
    has_authority: bool = True
    may_read_all: bool = False
    from_on: date | None = None
    until_on: date | None = None


@transaction.atomic
def add_guardian(person_id: UUID, what: GuardianData, *, by: Acting) -> Guardian:
    """Links a guardian to a young person, until 18 at the latest. Raises Refusal."""
    row = Guardian(person_id=person_id, **_guardian_values(person_id, what))
    one_at_a_time("guardians of", person_id)
    if _is_there(row):
        raise Refusal(
            _("Deze ouder of voogd staat er al. Kijk na wat er staat."),
            code="already",
            field="name",
        )
    with as_refusal():
        row.save(force_insert=True)
    record("guardian_added", person_id, by, relation=what.relation)
    return row


def _is_there(row: Guardian) -> bool:
    """The same name and relation, in a period that overlaps."""
    found = Guardian.objects.filter(
        person_id=row.person_id,
        name__iexact=row.name,
        relation=row.relation,
        from_on__lt=row.until_on,
        until_on__gt=row.from_on,
    )
    return found.exists()


@transaction.atomic
def change_guardian(guardian_id: UUID, what: GuardianData, *, by: Acting) -> None:
    """Changes name, authority or period of a guardian link. Raises Refusal."""
    row = _guardian(guardian_id)
    values = _guardian_values(row.person_id, what)
    if what.from_on is None:
        values["from_on"] = row.from_on
    if not Guardian.objects.filter(pk=row.pk).update(**values):
        raise NotAllowed(_("Je kan dit niet aanpassen."), code="not_yours")
    record("guardian_changed", row.person_id, by, relation=what.relation)


@transaction.atomic
def end_guardian(guardian_id: UUID, *, by: Acting) -> None:
    """Ends a guardian link today: the guardian sees nothing at the next click."""
    row = _guardian(guardian_id)
    today = clock.today()
    # A period has at least one day; a link that starts today or later is moved wholly to the past.
    values: dict[str, date] = {"until_on": today}
    if row.from_on >= today:
        values["from_on"] = date.fromordinal(today.toordinal() - 1)
    if not Guardian.objects.filter(pk=row.pk).update(**values):
        raise NotAllowed(_("Je kan dit niet aanpassen."), code="not_yours")
    record("guardian_ended", row.person_id, by, relation=row.relation)


def _guardian(guardian_id: UUID) -> Guardian:
    row = Guardian.objects.filter(pk=guardian_id).first()
    if row is None:
        raise Refusal(_("Deze ouder of voogd staat er niet meer."), code="gone")
    return row


def _guardian_values(person_id: UUID, what: GuardianData) -> dict[str, object]:
    if not what.name.strip():
        raise Refusal(_("Vul de naam in."), code="required", field="name")
    if what.relation not in Relation.values:
        raise Refusal(_("Kies de relatie."), code="choice", field="relation")
    check_period(what.from_on or clock.today(), what.until_on)
    # Until 18 is certain a guardian decides along; reading ends when it is possible.
    eighteen = birthday_at(Person.objects.get(pk=person_id).birth.latest, 18)
    from_on = what.from_on or clock.today()
    until_on = min(what.until_on or eighteen, eighteen)
    if from_on >= until_on:
        raise Refusal(
            _("Vanaf 18 jaar beslist de jongere zelf: een ouder of voogd kan dan niet meer."),
            code="adult",
            field="from_on",
        )
    return {
        "name": " ".join(what.name.split()),
        "relation": what.relation,
        "has_authority": what.has_authority,
        "may_read_all": what.may_read_all,
        "from_on": from_on,
        "until_on": until_on,
    }
