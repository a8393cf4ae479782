"""The window of a design: which months are trials, how far outcomes look, when the data ends."""

from dataclasses import dataclass

from overstap_cohorts.measures.bits import MOST_BITS
from overstap_cohorts.refusals import StudyRefused
from overstap_cohorts.study.definition import Study

# A break of at most so many months between two enrolments (summer) is no leaving.
SUMMER = 3


@dataclass(frozen=True)
class Frame:
    """Positions count from `base`: the first trial month, or each person's first enrolment.

    base:   month of position 0, None where every person has its own (static)
    trials: number of trial months
    horizon: the longest look ahead of an outcome
    end:    last month that the data knows everything about
    """

    base: int | None
    trials: int
    horizon: int
    end: int

    @property
    def months(self) -> int:
        """Positions that outcomes may look at."""
        return self.trials + self.horizon + SUMMER + 1


def frame_of(study: Study, end: int, *, longer: int = 0) -> Frame:
    """The window of a study; `longer` adds trial months after the last one (for censoring)."""
    time = study.time
    horizon = max((outcome.months or time.months for outcome in study.outcomes), default=1)
    if time.design == "static":
        frame = Frame(None, 1, horizon, end)
        if frame.months > MOST_BITS:
            raise StudyRefused("window-static", months=horizon, most=MOST_BITS - SUMMER - 2)
        return frame
    if time.first_month is None or time.last_month is None:
        raise StudyRefused("window-missing", design=time.design)
    trials = time.last_month - time.first_month + 1 + longer
    if trials < 1:
        raise StudyRefused("window-order")
    frame = Frame(time.first_month, trials, max(horizon, time.months), end)
    if frame.months > MOST_BITS:
        room = MOST_BITS - SUMMER - 1
        raise StudyRefused("window", trials=trials, months=frame.horizon, most=room)
    return frame
