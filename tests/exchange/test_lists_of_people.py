"""Lists as they really come, from the file to the files of people: asked, kept out, or taken."""

import io
from argparse import Namespace
from collections.abc import Callable
from datetime import date

import pytest
from openpyxl import Workbook

from overstap.access.actor import set_actor
from overstap.access.models import CaseloadRow
from overstap.doors.viewer import Viewer
from overstap.exchange import commands
from overstap.exchange.models import ImportRow, ImportRun
from overstap.exchange.services import opening
from overstap.kernel.refusals import Refusal
from overstap.people.models import Person, Residence
from tests import world
from tests.exchange import flows
from tests.exchange.tabular.lists import case

pytestmark = pytest.mark.django_db
TITLES = ["Familienaam", "Voornaam", "Geboortedatum"]


@pytest.fixture
def by(stand_on: Callable[[date], None]) -> Viewer:
    stand_on(date(2026, 11, 30))
    return flows.viewer(world.organisation())


def people() -> list[str]:
    return [one.full_name for one in Person.objects.order_by("sort_key")]


def workbook(*sheets: tuple[str, list[list[object]]]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.shared
def test_hidden_rows_stay_out_until_somebody_answers_and_nothing_is_applied_before(
    by: Viewer,
) -> None:
    run = flows.check(by, case("01-filtered-rows.xlsx").read_bytes())
    assert run.counts == {"new": 3}
    (asked,) = opening.questions(run)
    assert asked["text"] == "2 rijen zijn verborgen in het bestand (rij 4 en 5)."
    with pytest.raises(Refusal, match="Zeg eerst of je ze meeneemt"):
        flows.apply(by, run)
    opening.answer(by=by, run=run, answers={"hidden": "skip"}, now=True)
    flows.apply(by, run)
    assert len(people()) == 3


@pytest.mark.shared
def test_who_takes_the_hidden_rows_sees_the_list_checked_with_them(by: Viewer) -> None:
    run = flows.check(by, case("01-filtered-rows.xlsx").read_bytes())
    opening.answer(by=by, run=run, answers={"hidden": "take"}, now=True)
    run = flows.step(by, run)
    assert (run.state, run.counts, opening.questions(run)) == ("ready", {"new": 5}, [])
    flows.apply(by, run)
    assert len(people()) == 5


@pytest.mark.shared
def test_people_with_one_name_come_in_and_stand_in_the_list_by_that_name(by: Viewer) -> None:
    run = flows.apply(by, flows.check(by, case("04-one-name.xlsx").read_bytes()))
    assert run.state == "applied", run.problem
    assert people() == ["Habib", "Ngawang", "Rahimi", "Sukarno"]
    listed = CaseloadRow.objects.order_by("sort_key").values_list("full_name", flat=True)
    assert list(listed) == people()
    again = flows.check(by, case("04-one-name.xlsx").read_bytes())
    changed = {one["field"] for row in ImportRow.objects.filter(run=again) for one in row.changes}
    assert not changed & {"last_name", "first_name"}


def test_an_empty_name_never_takes_a_known_one_away(by: Viewer) -> None:
    known = flows.csv([["Wouters", "Lotte", date(2008, 5, 4)]], TITLES)
    flows.apply(by, flows.check(by, known))
    run = flows.check(by, flows.csv([["Wouters", None, date(2008, 5, 4)]], TITLES))
    (row,) = ImportRow.objects.filter(run=run)
    assert row.changes == []
    assert people() == ["Lotte Wouters"]


@pytest.mark.shared
def test_a_birth_date_that_is_known_in_part_never_refuses_the_whole_list(by: Viewer) -> None:
    run = flows.check(by, case("05-unknown-birth-day-min.xlsx").read_bytes())
    assert run.counts == {"new": 2}
    assert flows.apply(by, run).state == "applied"
    assert people() == ["Milan Peeters", "Robel Tesfay"]


@pytest.mark.shared
def test_a_foreign_address_keeps_its_postcode_and_gets_no_belgian_municipality(by: Viewer) -> None:
    flows.apply(by, flows.check(by, case("18-foreign-address.xlsx").read_bytes()))
    homes = Residence.objects.order_by("postcode").values_list("postcode", "municipality_nis")
    assert [home[0] for home in homes] == ["4551 AB", "59250", "9000"]
    assert [home[1] for home in homes][:2] == ["", ""]


def test_an_age_that_a_pupil_hardly_has_waits_for_an_answer(by: Viewer) -> None:
    run = flows.check(by, flows.csv([["Peeters", "Emma", date(1988, 3, 14)]], TITLES))
    (row,) = ImportRow.objects.filter(run=run)
    assert row.outcome == "doubtful"
    assert row.why == "Met deze geboortedatum is deze jongere 38 jaar. Klopt het jaar?"
    flows.apply(by, run)
    assert people() == []


def test_the_first_sheet_with_titles_is_read_and_another_can_be_chosen(by: Viewer) -> None:
    data = workbook(
        ("Uitleg", [["Vul de bladen hierna in."], ["Vragen? Bel ons."]]),
        ("5A", [TITLES, ["Peeters", "Emma", date(2008, 3, 14)]]),
        ("5B", [TITLES, ["De Smet", "Bram", date(2008, 4, 15)]]),
    )
    run = flows.read(by, "pupils", ("lijst.xlsx", data))
    assert (run.header["sheet"], run.header["sheets"]) == ("5A", ["Uitleg", "5A", "5B"])
    opening.choose_reading(by=by, run=run, sheet="5B", now=True)
    run = flows.step(by, run)
    assert run.state == "mapping"
    assert run.header["columns"][0]["examples"] == ["De Smet"]


def test_letters_that_are_not_sure_can_be_chosen(by: Viewer) -> None:
    text = "Familienaam;Voornaam;Geboortedatum\nYılmaz;Çağla;11/02/2008\n"
    run = flows.check(by, text.encode("cp1254"))
    assert (run.header["sure_letters"], run.counts) == (False, {"error": 1})
    opening.choose_reading(by=by, run=run, encoding="cp1254", now=True)
    run = flows.step(by, run)
    assert run.header["sure_letters"] is True
    assert run.header["columns"][0]["examples"] == ["Yılmaz"]
    with pytest.raises(Refusal, match="Kies een van deze coderingen"):
        opening.choose_reading(by=by, run=run, encoding="utf-7")


@pytest.mark.shared
@pytest.mark.parametrize(("said", "count", "code"), [(None, 0, 1), ("skip", 3, 0), ("take", 5, 0)])
def test_the_command_does_not_decide_about_hidden_rows(
    by: Viewer,
    capsys: pytest.CaptureFixture[str],
    said: str | None,
    count: int,
    code: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Who acts for an organisation, only role system may ask.
    monkeypatch.setattr(commands, "actor_of", lambda _args: (by.organisation_id, by.user_id))
    args = Namespace(
        organisation=by.organisation_name,
        by=None,
        file=str(case("01-filtered-rows.xlsx")),
        hidden_rows=said,
        struck=None,
        sheet=None,
        encoding=None,
    )
    assert commands.import_pupils(args) == code
    set_actor(by.user_id)
    told = capsys.readouterr()
    if said is None:
        assert "2 rijen zijn verborgen in het bestand (rij 4 en 5)." in told.err
        assert "--hidden-rows take" in told.err
        assert ImportRun.objects.get().state == "cancelled"
    assert len(people()) == count
    assert "Wouters" not in told.out + told.err


def test_the_options_of_the_command_are_optional() -> None:
    from overstap.cli import parser

    args = parser().parse_args(
        ["import", "pupils", "lijst.xlsx", "--organisation", "x", "--hidden-rows", "skip"]
    )
    assert (args.hidden_rows, args.struck, args.sheet, args.encoding) == ("skip", None, None, None)
