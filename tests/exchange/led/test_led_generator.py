"""The generator, the directory reader, and messages broken at random."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from overstap.exchange.led import messages as led
from overstap.exchange.led.generator import FOLDERS, invent_people, invented_insz, write
from overstap.exchange.magda import enrolment_history, person
from overstap.exchange.magda.files import insz_from_name
from overstap.exchange.magda.synthetic import enrolment_answer, person_answer
from overstap.exchange.magda.xml import Limits, UnreadableMessage
from tests.samples import sample

GOLDEN = (Path(__file__).parent / "golden" / "mixed.xml").read_bytes()


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("invented")
    write(directory, invent_people(24, seed=7), seed=7)
    return directory


def test_invented_numbers_are_test_numbers_that_pass_the_check() -> None:
    people = invent_people(2_000, seed=3)
    assert len({one.insz for one in people}) == 2_000
    for one in people:
        assert insz_from_name(f"{one.insz}.xml") == one.insz
        assert one.insz[2:4] == f"{one.born_on.month + 60}"
        assert int(one.insz[6:9]) % 2 == int(one.sex) % 2


def test_the_same_people_and_seed_give_the_same_bytes_in_any_order(tmp_path: Path) -> None:
    people = invent_people(6, seed=1)
    first = {path.name: path.read_bytes() for path in write(tmp_path / "a", people, seed=2)}
    again = {path.name: path.read_bytes() for path in write(tmp_path / "b", people, seed=2)}
    other = {path.name: path.read_bytes() for path in write(tmp_path / "c", people, seed=3)}
    assert first == again
    assert first != other


def test_invented_led_answers_hold_every_situation_that_the_desk_must_show(
    invented: Path,
) -> None:
    answers = [one.answer for one in led.read_directory(invented / FOLDERS[0]) if one.answer]
    certificates = [one for answer in answers for one in answer.certificates]
    assert len(answers) == 24
    assert any(one.is_cancelled for one in certificates)
    assert any(one.is_own_declaration and not one.issued.iso for one in certificates)
    assert any(one.is_authentic for one in certificates)
    assert any(one.unknown for one in certificates)
    assert any(one.category == "Ervaringsbewijzen" for one in certificates)
    assert sum(bool(answer.of_others) for answer in answers) == 2
    assert sum(answer.is_nothing_found for answer in answers) == 2
    assert sum(not answer.certificates for answer in answers) == 4


def test_invented_enrolment_answers_are_whole_and_some_have_a_source_to_ask_again(
    invented: Path,
) -> None:
    answers = [
        one.answer for one in enrolment_history.read_directory(invented / FOLDERS[1]) if one.answer
    ]
    assert len(answers) == 24
    assert all(answer.enrolments and answer.has_errors_beside_content for answer in answers)
    assert sum(bool(answer.ask_again) for answer in answers) == 8
    assert not any(one.unknown for answer in answers for one in answer.enrolments)


def test_invented_person_answers_belong_to_the_number_in_the_file_name(invented: Path) -> None:
    for outcome in person.read_directory(invented / FOLDERS[2]):
        assert outcome.answer is not None
        assert [one.insz for one in outcome.answer.persons] == [outcome.answer.asked_insz]


def test_one_bad_file_never_stops_the_rest_of_a_directory(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(b"<half")
    (tmp_path / "b.XML").write_bytes(GOLDEN)
    (tmp_path / "c.xml").symlink_to(tmp_path / "b.XML")
    (tmp_path / "d.xml").write_bytes(b"x" * 60_000)
    (tmp_path / "e.xml").mkdir()
    (tmp_path / "f.txt").write_text("geen bericht")
    (tmp_path / ".g.xml").write_bytes(b"<half")
    (tmp_path / "h.xml").write_bytes(GOLDEN)
    outcomes = list(led.read_directory(tmp_path, limits=Limits(max_bytes=50_000)))
    assert [(one.name, one.problem and one.problem.code) for one in outcomes] == [
        ("a.xml", "truncated"),
        ("b.XML", None),
        ("c.xml", "not_a_file"),
        ("d.xml", "too_big"),
        ("h.xml", None),
    ]


def test_a_directory_is_read_lazily_and_a_missing_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(GOLDEN)
    (tmp_path / "b.xml").write_bytes(GOLDEN)
    reading = led.read_directory(tmp_path)
    assert next(reading).name == "a.xml"
    (tmp_path / "b.xml").write_bytes(b"")
    problem = next(reading).problem
    assert problem is not None
    assert problem.code == "empty"
    with pytest.raises(UnreadableMessage):
        next(led.read_directory(tmp_path / "none"))


@pytest.mark.parametrize(
    ("name", "insz"),
    [
        ("97611012345.xml", None),
        ("notfound.xml", None),
        ("9761101234.xml", None),
        ("９７６１１０１２３４５.xml", None),
        (f"{invented_insz(invent_people(1)[0].born_on, 7)}.xml", "same"),
    ],
)
def test_only_a_file_name_with_a_right_check_is_taken_as_a_number(
    name: str, insz: str | None
) -> None:
    assert insz_from_name(name) == (name.removesuffix(".xml") if insz else None)


def _messages() -> list[tuple[object, bytes]]:
    who = invent_people(1, seed=9)[0]
    rng = random.Random(9)
    return [
        (led.read_answer, GOLDEN),
        (enrolment_history.read_answer, enrolment_answer(rng, until=who.born_on)),
        (person.read_answer, person_answer(who, rng)),
    ]


MESSAGES = _messages()
MUTATION = st.tuples(
    st.floats(0, 1, exclude_max=True),
    st.integers(0, 12),
    st.one_of(
        st.binary(max_size=8),
        st.sampled_from([b"<", b"&", b"\x00", b"]]>", b"<!DOCTYPE a>", b"&#x10FFFF;", b"<Bewijs/>",
                         b"\xff\xfe", b"<!--", b"2024-02-30", b"<?x?>", b"\xc2\xa0", "²".encode()]),
    ),
)  # fmt: skip


@settings(max_examples=sample(40, 600), deadline=None)
@given(which=st.integers(0, 2), mutations=st.lists(MUTATION, min_size=1, max_size=6))
def test_a_message_broken_at_random_never_raises_anything_but_the_one_exception(
    which: int, mutations: list[tuple[float, int, bytes]]
) -> None:
    read, data = MESSAGES[which]
    for where, cut, new in mutations:
        at = int(where * len(data))
        data = data[:at] + new + data[at + cut :]
    try:
        answer = read(data)  # type: ignore[operator]
    except UnreadableMessage:
        return
    assert answer.problems is not None


@settings(max_examples=sample(25, 300), deadline=None)
@given(data=st.binary(max_size=400))
def test_random_bytes_are_always_refused(data: bytes) -> None:
    with pytest.raises(UnreadableMessage):
        led.read_answer(data)
