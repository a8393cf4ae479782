"""One finding, one sentence with its interval; the direction follows from the sign.

Careful on purpose: 'naar schatting', no word for a strong or a weak effect, and none for certainty.
"""

import math

from overstap_cohorts.findings import Estimate
from overstap_cohorts.report.phrases import (
    covariate_label,
    dose_label,
    in_months,
    level_label,
    outcome_label,
    phrase_of,
    treatment_label,
)
from overstap_cohorts.report.voice import Voice
from overstap_cohorts.study.definition import Study

_DECIMAL = 1  # where a whole number would hide what is there


def finding_sentence(study: Study, estimate: Estimate) -> str:
    """The finding as somebody would read it aloud."""
    voice = Voice(study.language)
    who = _who(study, voice, estimate)
    body = _share(study, voice, estimate) if estimate.binary else _amount(study, voice, estimate)
    return _sentence_case(f"{_frame(voice, estimate)}{_within(study, voice, estimate)}{who}{body}.")


def spans_zero(estimate: Estimate) -> bool:
    return estimate.ci_low <= 0 <= estimate.ci_high


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]


def _frame(voice: Voice, e: Estimate) -> str:
    """What kind of number this is, where it is no plain effect."""
    if e.estimand == "unadjusted":
        return voice(
            "zoals het eruitziet, zonder rekening te houden met wie er deelneemt: ",
            "as it looks, without regard to who takes part: ",
        )
    if e.estimand == "variance-weighted":
        return voice(
            "gemiddeld over groepen, waarbij groepen met evenveel deelnemers als anderen zwaarder"
            " tellen: ",
            "averaged over groups, where groups with as many participants as others weigh"
            " heaviest: ",
        )
    return ""


def _within(study: Study, voice: Voice, e: Estimate) -> str:
    parts = []
    if e.subgroup:
        name, _, level = e.subgroup.partition("=")
        parts.append(f"{covariate_label(study, name)} ‘{level_label(voice, level)}’")
    if e.dose:
        parts.append(voice("dosis {x}", "dose {x}", x=dose_label(voice, e.dose)))
    return voice("bij ", "within ") + ", ".join(parts) + ": " if parts else ""


def _who(study: Study, voice: Voice, e: Estimate) -> str:
    """'Van 100 jongeren met IBAL ' for a share; the same without 100 for months."""
    name = treatment_label(study, e.treatment)
    hundred = "100 " if e.binary else ""
    start = voice("van ", "of ") if e.binary else voice("bij ", "for ")
    if e.estimand == "late" and study.time.design == "start-vs-wait":
        return start + voice(
            "{n}jongeren die met {name} begonnen omdat ze in die maand een aanbod kregen",
            "{n}young people who started {name} because they got an offer in that month",
            n=hundred, name=name,
        ) + ","  # fmt: skip
    if e.estimand == "late":
        return start + voice(
            "{n}jongeren die {name} volgden doordat het instrument hen daartoe bracht",
            "{n}young people who took {name} because the instrument led them to it",
            n=hundred, name=name,
        ) + ","  # fmt: skip
    if e.estimand == "ate":
        return start + voice(
            "{n}jongeren uit de hele groep, als zij allemaal {name} zouden volgen,",
            "{n}young people of the whole group, if all of them took {name},",
            n=hundred, name=name,
        )  # fmt: skip
    return start + voice(
        "{n}jongeren met {name}", "{n}young people with {name}", n=hundred, name=name
    ) + voice("", ",")  # fmt: skip


def _share(study: Study, voice: Voice, e: Estimate) -> str:
    """Per 100 people."""
    phrase = phrase_of(study, e.outcome)
    low, high = 100 * e.ci_low, 100 * e.ci_high
    label = outcome_label(study, e.outcome)
    if spans_zero(e):
        matter = (
            voice("hoeveel er {x}", "how many {x}", x=phrase.whether)
            if phrase
            else voice("‘{x}’", "‘{x}’", x=label)
        )
        return voice(
            " is geen verschil te zien in {matter}: {between}",
            " no difference can be seen in {matter}: {between}",
            matter=matter, between=_around_zero(voice, low, high, voice("minder", "fewer"),
                                                voice("meer", "more")),
        )  # fmt: skip
    amount = _from_to(voice, low, high)
    word = voice("minder", "fewer") if high < 0 else voice("meer", "more")
    if phrase is None:
        return voice(
            " zijn er naar schatting {amount} {word} voor wie dit geldt: ‘{label}’",
            " an estimated {amount} {word} have this outcome: ‘{label}’",
            amount=amount, word=word, label=label,
        )  # fmt: skip
    verb = phrase.one if _is_one(voice, low, high) else phrase.many
    return voice(
        " {verb} naar schatting {amount} {word} {rest}",
        " an estimated {amount} {word} {verb} {rest}",
        verb=verb, amount=amount, word=word, rest=phrase.rest,
    )  # fmt: skip


def _amount(study: Study, voice: Voice, e: Estimate) -> str:
    """Months, or whatever the outcome is counted in."""
    label = outcome_label(study, e.outcome)
    months = in_months(study, e.outcome)
    less, more = (
        (voice("maanden lager", "months lower"), voice("maanden hoger", "months higher"))
        if months
        else (voice("lager", "lower"), voice("hoger", "higher"))
    )
    if spans_zero(e):
        return voice(
            " is geen verschil te zien in ‘{label}’: {between}",
            " no difference can be seen in ‘{label}’: {between}",
            label=label, between=_around_zero(voice, e.ci_low, e.ci_high, less, more, digits=1),
        )  # fmt: skip
    word = less if e.ci_high < 0 else more
    amount = _from_to(voice, e.ci_low, e.ci_high, digits=1)
    return voice(
        " ligt ‘{label}’ naar schatting {amount} {word}",
        " ‘{label}’ is an estimated {amount} {word}",
        label=label, amount=amount, word=word,
    )  # fmt: skip


def _from_to(voice: Voice, low: float, high: float, digits: int = 0) -> str:
    """'6 tot 11', the smaller first; a decimal where a limit would read as 0."""
    near, far = sorted((abs(low), abs(high)))
    if round(near) == 0:
        digits = _DECIMAL
    first, last = voice.number(near, digits), voice.number(far, digits)
    if round(far, digits) == 0:
        return voice("minder dan {x}", "less than {x}", x=voice.number(0.1, _DECIMAL))
    if round(near, digits) == 0:
        return voice("bijna 0 tot {b}", "close to 0 up to {b}", b=last)
    if first == last:
        return voice("ongeveer {x}", "about {x}", x=first)
    return voice("{a} tot {b}", "{a} to {b}", a=first, b=last)


def _is_one(voice: Voice, low: float, high: float) -> bool:
    return _from_to(voice, low, high) == voice("ongeveer 1", "about 1")


def _around_zero(
    voice: Voice, low: float, high: float, less: str, more: str, *, digits: int = 0
) -> str:
    """'tussen 3 minder en 4 meer'."""
    least = min((abs(x) for x in (low, high) if x), default=0.0)
    if least and round(least) == 0:
        digits = _DECIMAL

    def side(value: float, word: str) -> str:
        if round(abs(value), digits) == 0:
            return voice("niets", "nothing")
        return f"{voice.number(abs(value), digits)} {word}"

    if math.isclose(low, 0, abs_tol=1e-12) and math.isclose(high, 0, abs_tol=1e-12):
        return voice("precies gelijk", "exactly the same")
    return voice("tussen {a} en {b}", "between {a} and {b}", a=side(low, less), b=side(high, more))
