"""What a schema cannot see of a study: names that stand twice, or that point to nothing."""

from collections.abc import Iterator

from overstap_cohorts.study.definition import MEASURES, FlatData, Outcome, SpellData, Study

type Place = tuple[str | int, ...]

LEAST_DRAWS = 200  # with fewer the ends of an interval hang on a handful of draws


def contradictions(study: Study) -> Iterator[tuple[Place, str]]:
    """Where it stands (as in the study's file), and what is wrong there."""
    yield from _twice(study)
    outcomes = {outcome.name for outcome in study.outcomes}
    for position, treatment in enumerate(study.treatments):
        for name in treatment.depends_on:
            if name not in outcomes:
                allowed = ", ".join(sorted(outcomes))
                where = ("treatments", position, "depends_on")
                yield where, f"{name} is geen uitkomst. Toegelaten: {allowed}."
    if "iv" in study.methods and not study.instrument:
        yield ("methods",), "iv heeft een instrument nodig (instrument = …)."
    if 0 < study.bootstrap < LEAST_DRAWS:
        yield ("bootstrap",), f"minstens {LEAST_DRAWS} trekkingen, of 0: de fout uit een formule."
    if study.instrument in {covariate.column or covariate.name for covariate in study.covariates}:
        yield (
            ("instrument",),
            f"{study.instrument} is ook een kenmerk (covariates): dan stuurt het niets meer.",
        )
    covariates = {covariate.name for covariate in study.covariates}
    for position, name in enumerate(study.subgroups):
        if name not in covariates:
            allowed = ", ".join(sorted(covariates))
            yield ("subgroups", position), f"{name} is geen kenmerk. Toegelaten: {allowed}."
    yield from _times(study)
    yield from _spells(study) if isinstance(study.data, SpellData) else _flat(study)


def _twice(study: Study) -> Iterator[tuple[Place, str]]:
    for kind, parts in (
        ("treatments", study.treatments),
        ("outcomes", study.outcomes),
        ("covariates", study.covariates),
    ):
        names = [part.name for part in parts]
        for position, name in enumerate(names):
            if name in names[:position]:
                yield (kind, position, "name"), f"{name} staat er twee keer."


def _times(study: Study) -> Iterator[tuple[Place, str]]:
    time = study.time
    if time.first_month and time.last_month and time.first_month > time.last_month:
        yield ("time", "last_month"), "last_month ligt voor first_month."
    if time.first_month and time.end_of_data and time.first_month > time.end_of_data:
        yield ("time", "end_of_data"), "end_of_data ligt voor first_month."


def _spells(study: Study) -> Iterator[tuple[Place, str]]:
    for position, treatment in enumerate(study.treatments):
        if not treatment.codes:
            where = ("treatments", position, "name")
            yield where, "met persons en spells heeft een programma codes nodig."
    for position, outcome in enumerate(study.outcomes):
        measure = outcome.measure or outcome.name
        if not _is_measure(measure):
            field = "measure" if outcome.measure else "name"
            yield (
                ("outcomes", position, field),
                (f"{measure} is geen maat. Toegelaten: {', '.join(MEASURES)}."),
            )
    if study.cluster not in (None, "person", "school"):
        yield ("cluster",), f"{study.cluster} kan niet. Toegelaten: person, school."
    if study.instrument and study.time.design == "start-vs-never-within-k":
        yield (
            ("instrument",),
            "niet met start-vs-never-within-k: de gewichten van wie blijft wachten volgen uit wie"
            " start, en daar stuurt het instrument zelf in. Toegelaten: static, start-vs-wait.",
        )


def _is_measure(name: str) -> bool:
    return name in MEASURES or (name.startswith("absence:") and name != "absence:")


def _flat(study: Study) -> Iterator[tuple[Place, str]]:
    if isinstance(study.data, FlatData) and study.time.design != "static":
        yield ("time", "design"), "een platte tabel kent geen tijd; neem static."
    taken = {treatment.column or treatment.name: "behandeling" for treatment in study.treatments}
    for position, outcome in enumerate(study.outcomes):
        if _column(outcome) in taken:
            yield ("outcomes", position, "name"), f"{_column(outcome)} is ook de behandeling."
    taken |= {_column(outcome): "uitkomst" for outcome in study.outcomes}
    for position, covariate in enumerate(study.covariates):
        column = covariate.column or covariate.name
        if column in taken:
            yield (
                ("covariates", position, "name"),
                (f"{column} is ook de {taken[column]}: een kenmerk ligt ervoor."),
            )


def _column(outcome: Outcome) -> str:
    return outcome.column or outcome.name
