"""GeefPersoon answers: only what making a person needs."""

import random
from datetime import date

import pytest

from overstap.exchange.led.generator import invent_people
from overstap.exchange.magda.person import read_answer, read_directory
from overstap.exchange.magda.synthetic import person_answer

from .samples import PERSONS, real, texts_of


def test_an_invented_person_comes_back_with_names_birth_and_residence() -> None:
    person = invent_people(1, seed=5)[0]
    (found,) = read_answer(person_answer(person, random.Random(1))).persons
    assert (found.insz, found.family_name, found.call_name) == (
        person.insz,
        person.family_name,
        person.given_name,
    )
    assert found.born_on == person.born_on
    assert found.address is not None
    assert (found.address.nis, found.address.postcode) == (person.nis, person.postcode)


@pytest.mark.parametrize(
    ("born", "partial", "whole"),
    [
        ("2001-02-03", "2001-02-03", date(2001, 2, 3)),
        ("2001-02-00", "2001-02", None),
        ("2001-00-00", "2001", None),
        ("2001", "2001", None),
        ("0000-00-00", "", None),
        ("gisteren", "", None),
        ("", "", None),
    ],
)
def test_a_birth_date_may_be_known_in_part(born: str, partial: str, whole: date | None) -> None:
    message = f"""<GeefPersoonResponse><Repliek><Antwoorden><Antwoord><Inhoud><Persoon>
    <Geboorte><Datum>{born}</Datum></Geboorte></Persoon></Inhoud></Antwoord></Antwoorden></Repliek>
    </GeefPersoonResponse>"""
    (found,) = read_answer(message.encode()).persons
    assert (found.born_partial, found.born_on) == (partial, whole)


def test_all_12_real_answers_are_read_and_their_relatives_are_left_behind() -> None:
    outcomes = list(read_directory(real(PERSONS)))
    assert len(outcomes) == 12
    persons = [person for one in outcomes if one.answer for person in one.answer.persons]
    assert len(persons) == 10
    assert all(one.insz and one.family_name and one.call_name for one in persons)
    by_insz = {one.insz: one for one in persons}
    assert by_insz["00600099536"].born_partial == "2000"
    assert by_insz["75721232437"].address.street == "Vlezenbeeklaan"
    assert by_insz["52121199743"].call_name == "GERARDUS"
    assert "48610999771" not in set(texts_of(tuple(persons)))
