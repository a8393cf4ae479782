"""An extract of the demo's young people, and a published study of an invented cohort.

Run as role system after `load`, beside the served demo.
"""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from overstap.access.actor import acting_as
from overstap.access.models import Membership
from overstap.doors.viewer import Viewer
from overstap.home.models import Persona
from overstap.kernel import clock
from overstap.kernel.jobs import alone
from overstap.research.choices import ExtractState
from overstap.research.models import Extract
from overstap.research.rules import Asked, study_text
from overstap.research.services import act, extracting, extracts, publishing, running, studies

COHORT = 20_000
ASKED = Asked(
    title="Wat deed IBAL? (verzonnen cohort)",
    question="Verlieten minder leerlingen met IBAL de school zonder kwalificatie?",
    programme="IBAL",
    design="start-vs-wait",
    first_month="2014-10",
    last_month="2016-08",
    end_of_data="2019-08",
    months=12,
    outcomes=("vsv", "nec"),
    covariates=("age", "in_nec", "months_enrolled"),
    methods=("difference", "aipw"),
)


def _viewer(user_id: UUID) -> Viewer:
    member = Membership.objects.select_related("organisation").get(user_id=user_id)
    return Viewer(
        user_id=user_id,
        role=member.role,
        name=member.display_name,
        organisation_id=member.organisation_id,
        organisation_name=member.organisation.name,
        organisation_kind=member.organisation.kind,
        membership_id=member.pk,
    )


def feed() -> None:
    """An extract of the demo's young people, and a study of invented ones that is published."""
    with acting_as(None):
        accounts = dict(Persona.objects.order_by().values_list("key", "user_id"))
    today = clock.today()
    own = _agreed(
        accounts,
        purpose="Wie leert en werkt deeltijds, hoelang, en wat komt erna?",
        ends_on=today + timedelta(days=365),
        from_on=today - timedelta(days=3 * 365),
        until_on=today,
        pathways=[],
    )
    extracting.make(own.pk)
    invented = _agreed(
        accounts,
        purpose="Oefenen met een verzonnen cohort van deeltijds onderwijs, 2014 tot 2019",
        ends_on=today + timedelta(days=365),
        from_on=date(2014, 9, 1),
        until_on=date(2019, 8, 31),
        pathways=["parttime"],
    )
    _simulate(invented)
    _publish(invented, accounts)


def _agreed(accounts: dict[str, UUID], **asked: Any) -> Extract:
    """Asked by Lies, agreed by Wim."""
    with acting_as(accounts["lies"]):
        extract = extracts.ask(by=_viewer(accounts["lies"]), **asked)
    with acting_as(accounts["wim"]):
        act("decide_extract", extract.pk, True, "Alleen cijfers, voor beleid.")
    return extract


def _simulate(extract: Extract) -> None:
    """The files of an extract with people who never lived, from the simulation."""
    from overstap_cohorts.simulation.simulating import Options, simulate

    folder = extracting.folder_of(extract)
    # Without the lock it would be ended as one whose job is gone.
    with alone(str(extract.pk)):
        with extracting.private_folder(folder) as part:
            made = simulate("dbso", COHORT, 1, part, Options(processes=1))
            (part / "truth.json").unlink()
        Extract.objects.filter(pk=extract.pk).update(
            state=ExtractState.READY, people=made.people, spells=made.spells, made_at=clock.now()
        )


def _publish(extract: Extract, accounts: dict[str, UUID]) -> None:
    """Lies asks, Tom reads it and publishes."""
    extract.refresh_from_db()
    with acting_as(accounts["lies"]):
        lies = _viewer(accounts["lies"])
        study = studies.start(by=lies, extract=extract, text=study_text(ASKED), now=True)
    running.run(study.pk)
    with acting_as(accounts["lies"]):
        study.refresh_from_db()
        report = publishing.propose(
            by=lies, study=study, title=study.title, question=study.question,
            why="Een voorbeeld voor de stuurgroep, met verzonnen jongeren.",
        )  # fmt: skip
    with acting_as(accounts["tom"]):
        tom = _viewer(accounts["tom"])
        publishing.decide(by=tom, publication=report, agree=True, why="Nagelezen: klopt.")
