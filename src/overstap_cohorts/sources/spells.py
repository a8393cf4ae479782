"""Persons and spells as people bring them: what is wrong is told, or set aside on request."""

from dataclasses import dataclass, field
from typing import Any

import ibis

from overstap_cohorts.engines.opened import Engine
from overstap_cohorts.findings import SetAside
from overstap_cohorts.measures.bits import month_of
from overstap_cohorts.measures.histories import FIXED, is_history
from overstap_cohorts.refusals import Part, StudyRefused
from overstap_cohorts.small_numbers import Count
from overstap_cohorts.sources.complaints import Complaints, place_of, refused
from overstap_cohorts.sources.instruments import (
    about_instrument,
    demand_instrument,
    with_offer,
)
from overstap_cohorts.sources.values import day_of, not_a_number
from overstap_cohorts.study.definition import Study
from overstap_cohorts.wording import RowFault

KINDS = ("enrolment", "track", "programme", "work", "absence", "certificate")
# In a CSV these stay text, whatever they look like.
TEXT = ("kind", "code", "circuit", "school", "residence", "gender", "mother_education", "language")
NEEDED_OF_PERSONS = ("person", "born")
NEEDED_OF_SPELLS = ("person", "kind", "code", "start_on", "end_on")
OPTIONAL = {"hours": "float64", "circuit": "string", "school": "string"}
ALONE = ("enrolment", "programme")  # two of these at once, of one code, cannot be
# A join that makes so many rows for each spell is an accident.
MOST_TIMES = 2


@dataclass
class Checked:
    """Tables that fit the study. `end`: the last month that the data knows about."""

    persons: Any
    spells: Any
    end: int
    set_aside: list[SetAside] = field(default_factory=list)


def checked(engine: Engine, study: Study) -> Checked:
    """Raises StudyRefused with everything that is wrong, each with its count and first places."""
    persons, spells = engine.numbered("persons"), engine.numbered("spells")
    _demand_columns(study, persons, spells)
    _demand_rows(engine, study, persons, spells)
    demand_instrument(engine, study, persons)
    twice = _demand_joinable(engine, persons, spells)
    no_days = _no_day(persons.born), _no_day(spells.start_on)
    persons, spells = _typed_persons(with_offer(study, persons)), _typed_spells(spells)
    end = study.time.end_of_data
    if end is None:
        latest = ibis.greatest(spells.start_on, spells.end_on.fill_null(spells.start_on)).max()
        end = int(engine.to_arrow(spells.aggregate(end=month_of(latest)))["end"][0].as_py() or 0)
    _demand_codes(engine, study, spells)
    about_persons = _about_persons(engine, study, (persons, end, no_days[0]), twice=twice)
    kept_persons, wrong = about_persons.look()
    about_spells = _about_spells(engine, study, (kept_persons, spells, no_days[1]), twice=twice)
    kept_spells, more = about_spells.look()
    if wrong or more:
        raise refused([*wrong, *more])
    found = Checked(kept_persons.drop("_place", "_row"), kept_spells, end)
    if about_spells.set_aside:
        kept = kept_spells.drop("_place", "_row", "_unknown", "_early", "_over", "_wordy")
        found.spells = engine.save("kept_spells", kept)
    else:
        # As they came: the joins of the checks need not be made again by every reader.
        found.spells = spells.drop("_place", "_row", "_wordy")
    found.set_aside = [*about_persons.set_aside, *about_spells.set_aside]
    return found


def _demand_columns(study: Study, persons: Any, spells: Any) -> None:
    columns = [c.column or c.name for c in study.covariates]
    columns += [condition.column for condition in study.population]
    columns += [study.instrument] if study.instrument else []
    own = sorted({c for c in columns if not is_history(c)})
    wrong = []
    for name, table, needed in (
        ("persons", persons, (*NEEDED_OF_PERSONS, *own)),
        ("spells", spells, NEEDED_OF_SPELLS),
    ):
        there = [c for c in table.columns if not c.startswith("_")]
        missing = [c for c in needed if c not in there]
        if missing:
            wrong.append(
                Part(
                    *("lacks",),
                    table=name,
                    count=len(missing),
                    missing=missing[:5],
                    there=there[:12],
                )
            )
            if set(missing) & set(own):
                wrong.append(Part("or-a-history", histories=FIXED))
    if wrong:
        raise StudyRefused("missing-columns", wrong="\n".join(part.said() for part in wrong))
    if study.cluster not in (None, "person", "school"):
        raise StudyRefused("cluster", cluster=study.cluster)
    if (study.cluster == "school" or "school" in own) and "school" not in spells.columns:
        raise StudyRefused("no-school")


def _demand_rows(engine: Engine, study: Study, persons: Any, spells: Any) -> None:
    """Rows in both, keys of one kind, and limits on numbers only."""
    for name, table in (("persons", persons), ("spells", spells)):
        if not engine.to_arrow(table.aggregate(n=table.count()))["n"][0].as_py():
            raise StudyRefused("no-rows", table=name)
    kinds = ["tekst" if t.person.type().is_string() else "een getal" for t in (persons, spells)]
    if kinds[0] != kinds[1]:
        raise StudyRefused("keys", persons=kinds[0], spells=kinds[1])
    for condition in study.population:
        limits = condition.least is not None or condition.most is not None
        if not limits or is_history(condition.column):
            continue
        if not persons[condition.column].type().is_numeric():
            raise StudyRefused("population-number", name=condition.column)


def _demand_joinable(engine: Engine, persons: Any, spells: Any) -> bool:
    """Refuse a cross join before it starts: its size follows from counts by person.

    Returns whether some people stand in `persons` more than once.
    """
    again = persons.group_by("person").aggregate(_times=persons.count())
    again = again.filter(again._times > 1)
    seen = engine.to_arrow(again.aggregate(people=again.count()))["people"][0].as_py()
    if not seen:
        return False
    often = spells.group_by("person").aggregate(_spells=spells.count())
    both = often.inner_join(again, "person")
    size = both.aggregate(
        size=(both._spells * both._times).sum(), spells=both._spells.sum(), people=both.count()
    )
    found = engine.to_arrow(size).to_pylist()[0]
    rows, alone = int(found["size"] or 0), int(found["spells"] or 0)
    if rows > MOST_TIMES * alone:
        raise StudyRefused("cross-join", seen=Count(seen), rows=Count(rows), alone=Count(alone))
    return True


def _demand_codes(engine: Engine, study: Study, spells: Any) -> None:
    programmes = spells.filter(spells.kind == "programme").select("code").distinct()
    known = sorted(str(c) for c in engine.to_arrow(programmes)["code"].to_pylist() if c)
    asked = sorted({c for t in study.treatments for c in (*t.codes, *t.after)})
    unknown = [code for code in asked if code not in known]
    if unknown:
        raise StudyRefused(
            "unknown-codes" if known else "no-known-code",
            count=len(unknown),
            unknown=unknown[:5],
            known=known[:12],
        )


def _no_day(column: Any) -> str:
    """What to do where `day_of` finds nothing: how to write it, where it was written at all."""
    known = column.type().is_date() or column.type().is_timestamp()
    return "" if known else "day"


def _hours(column: Any) -> Any:
    numeric = column.type().is_numeric()
    return column.cast("float64") if numeric else column.cast("string").try_cast("float64")


def _typed_persons(persons: Any) -> Any:
    place = place_of(persons.person, persons._row)
    floats = [name for name in persons.columns if persons[name].type().is_floating()]
    known = {name: not_a_number(persons[name]).ifelse(None, persons[name]) for name in floats}
    return persons.mutate(born=day_of(persons.born), _place=place, **known)


def _typed_spells(spells: Any) -> Any:
    more = {name: ibis.null(kind) for name, kind in OPTIONAL.items() if name not in spells.columns}
    spells = spells.mutate(**more)
    return spells.mutate(
        _wordy=spells.hours.notnull() & _hours(spells.hours).isnull(),
        kind=spells.kind.cast("string"),
        code=spells.code.cast("string"),
        start_on=day_of(spells.start_on),
        end_on=day_of(spells.end_on),
        hours=_hours(spells.hours),
        circuit=spells.circuit.cast("string"),
        school=spells.school.cast("string"),
        _place=place_of(spells.person, spells._row) + " (rij "
        + spells._row.cast("string") + ")",
    )  # fmt: skip


def _about_persons(
    engine: Engine, study: Study, about: tuple[Any, int, str], *, twice: bool
) -> Complaints:
    persons, end, no_day = about
    first = ibis.window(group_by="person", order_by="_row", preceding=(None, 1))
    found = Complaints(engine.to_arrow, persons, leave_out=study.set_aside)
    found.about(RowFault("empty", "persons", "person"), persons.person.isnull())
    if twice:
        # Only then is it worth looking which rows come after the first.
        earlier = persons._row.count().over(first)
        persons = persons.mutate(_again=earlier > 0)
        found.table = persons
        again = persons._again & persons.person.notnull()
        found.about(RowFault("person-again", "persons"), again)
    found.about(RowFault("no-birth", "persons", advice=no_day), persons.born.isnull())
    found.about(RowFault("born-late", "persons"), month_of(persons.born) > end)
    for covariate in study.covariates:
        name = covariate.column or covariate.name
        if is_history(name):
            continue
        gone = persons[name].isnull()
        found.about_all(RowFault("characteristic-unknown", "persons", name), gone)
        if covariate.missing == "refuse":
            found.about(RowFault("characteristic-empty", "persons", name, "missing"), gone)
    about_instrument(found, study)
    return found


def _about_spells(
    engine: Engine, study: Study, about: tuple[Any, Any, str], *, twice: bool
) -> Complaints:
    persons, spells, no_day = about
    codes = sorted({c for t in study.treatments for c in t.codes})
    born = persons.select("person", "born")
    if twice:
        # A spell of somebody who stands there twice is still one spell.
        born = born.group_by("person").aggregate(born=born.born.min())
    spells = spells.left_join(born.mutate(_there=True), "person")
    spells = spells.mutate(
        _unknown=spells._there.isnull() & spells.person.notnull(),
        _early=(spells.kind == "programme") & (spells.start_on < spells.born),
    ).drop("born", "person_right", "_there")
    spells = _with_overlaps(engine, spells)
    programme = (spells.kind == "programme") & spells.code.isin(codes)
    found = Complaints(engine.to_arrow, spells, leave_out=study.set_aside)
    found.about(RowFault("empty", "spells", "person"), spells.person.isnull())
    found.about(RowFault("unknown-person", "spells"), spells._unknown)
    known = spells.kind.isin(KINDS)
    found.about(RowFault("unknown-kind", "spells"), ~known.fill_null(False))
    found.about(RowFault("empty", "spells", "code"), spells.code.isnull())
    late = spells.start_on.isnull()
    found.about(RowFault("no-start", "spells"), programme & late)
    undated = ~programme.fill_null(False) & late
    found.about(RowFault("no-day", "spells", "start_on", no_day), undated)
    found.about(RowFault("no-number", "spells", "hours"), spells._wordy)
    found.about(RowFault("ends-early", "spells"), spells.end_on < spells.start_on)
    found.about(RowFault("before-birth", "spells"), spells._early)
    found.about(RowFault("overlap", "spells"), spells._over)
    return found


def _with_overlaps(engine: Engine, spells: Any) -> Any:
    """`_over`: begins before an earlier one (enrolments; programmes of one code) has ended."""
    far = ibis.date(9999, 12, 31)
    few = spells.filter(spells.kind.isin(ALONE) & spells.start_on.notnull())
    few = few.mutate(
        what=(few.kind == "programme").ifelse(few.code, ""), until=few.end_on.fill_null(far)
    )
    before = ibis.window(
        group_by=["person", "kind", "what"], order_by=["start_on", "_row"], preceding=(None, 1),
    )  # fmt: skip
    few = few.mutate(latest=few.until.max().over(before))
    wrong = few.filter(few.latest >= few.start_on).select("_row")
    wrong = engine.save("overlaps", wrong.mutate(_over=True))
    count = engine.to_arrow(wrong.aggregate(n=wrong.count()))["n"][0].as_py()
    if not count:
        return spells.mutate(_over=ibis.literal(False))
    spells = spells.left_join(wrong, "_row")
    return spells.mutate(_over=spells._over.fill_null(False)).drop("_row_right")
