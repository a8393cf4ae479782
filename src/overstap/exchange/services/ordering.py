"""Which of two states of one thing is the newer: the source says, whatever came in first."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from overstap.exchange.models import SourceState
from overstap.exchange.sealing import hash_of
from overstap.kernel import clock

_DATE = re.compile(r"(?:(\d{4})-(\d\d)-(\d\d)|(\d\d?)[./-](\d\d?)[./-](\d{4}))")


@dataclass(frozen=True, slots=True)
class Moment:
    """When the source changed something, and when it told; None where it does not say."""

    changed_at: datetime | None = None
    told_at: datetime | None = None

    def is_before(self, other: "Moment") -> bool:
        """Older for certain. What cannot be compared is not older."""
        for mine, theirs in (
            (self.changed_at, other.changed_at),
            (self.told_at, other.told_at),
        ):
            if mine is not None and theirs is not None and mine != theirs:
                return mine < theirs
        return False


def moment_of(day: str, time: str = "", *, told_at: datetime | None = None) -> Moment:
    """From what a message says. The LED writes 09.07.2014 as well as 2014-07-09."""
    return Moment(_instant(day, time), _aware(told_at))


def _instant(day: str, time: str) -> datetime | None:
    found = _DATE.match(day.strip())
    if found is None:
        return None
    year, month, of_month = found.group(1, 2, 3) if found[1] else found.group(6, 5, 4)
    text = f"{year}-{int(month):02}-{int(of_month):02}"
    for whole in (f"{text}T{time.strip()}", text):
        try:
            return _aware(datetime.fromisoformat(whole))
        except ValueError:
            continue
    return None


def _aware(instant: datetime | None) -> datetime | None:
    if instant is not None and instant.tzinfo is None:
        return instant.replace(tzinfo=clock.BRUSSELS)
    return instant


def take_if_newer(
    organisation_id: UUID, person_id: UUID, *, kind: str, reference: str, moment: Moment
) -> bool:
    """False for a state that is older than the one read before; else remembers it as the last."""
    state, made = SourceState.objects.select_for_update().get_or_create(
        organisation_id=organisation_id,
        person_id=person_id,
        kind=kind,
        reference_hash=hash_of(reference),
        defaults={"changed_at": moment.changed_at, "told_at": moment.told_at},
    )
    if made:
        return True
    if moment.is_before(Moment(state.changed_at, state.told_at)):
        return False
    state.changed_at = moment.changed_at or state.changed_at
    state.told_at = moment.told_at or state.told_at
    state.save(update_fields=["changed_at", "told_at"])
    return True
