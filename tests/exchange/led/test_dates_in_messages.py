"""Dates as XML Schema and the sources write them: read right, or kept word for word."""

from datetime import date, datetime

import pytest
from lxml import etree

from overstap.exchange.led.certificates import IssueDate, content_of
from overstap.exchange.led.messages import read_answer
from overstap.exchange.magda import enrolment_history, envelope, person
from overstap.exchange.magda.reading import Reading, Unknown
from tests.exchange.tabular.lists import case


@pytest.mark.shared
def test_a_certificate_without_day_or_month_keeps_the_year() -> None:
    answer = read_answer((case("20-led-zero-day") / "08650480122.xml").read_bytes(), "08650480122")
    contents = [content_of(one) for one in answer.of_asked]
    assert [one["issued_on"] for one in contents] == ["2024", "2025-06", "2025"]
    assert [one["unknown"] for one in contents] == [[], [], []]


@pytest.mark.parametrize(
    ("parts", "iso", "whole"),
    [
        (("2024", "00", "00"), "2024", True),
        (("2024", "0", ""), "2024", True),
        (("2025", "6", "3"), "2025-06-03", True),
        (("2025", "--06", "---30"), "2025-06-30", True),
        (("2024Z", "", ""), "2024", True),
        (("2024+02:00", "", ""), "2024", True),
        (("2025", "00", "15"), "2025", False),
        (("2025", "", "15"), "2025", False),
        (("2025", "13", "01"), "", False),
        (("2025", "02", "31"), "", False),
        (("1800", "01", "01"), "", False),
        (("9999", "12", "31"), "", False),
        (("twee", "", ""), "", False),
    ],
)
def test_what_is_known_of_the_date_of_issue_stays(
    parts: tuple[str, str, str], iso: str, whole: bool
) -> None:
    assert (IssueDate(*parts).iso, IssueDate(*parts).is_whole) == (iso, whole)


@pytest.mark.shared
def test_an_enrolment_until_9999_has_no_end() -> None:
    data = (case("24-enrolment-9999") / "08650480122.xml").read_bytes()
    (one,) = enrolment_history.read_answer(data, "08650480122").enrolments
    assert (one.from_on, one.until_on, one.unknown) == (date(2025, 9, 1), None, ())


@pytest.mark.parametrize(
    ("text", "day", "unknown"),
    [
        ("2025-09-01", date(2025, 9, 1), ()),
        ("2025-09-01Z", date(2025, 9, 1), ()),
        ("2025-09-01+02:00", date(2025, 9, 1), ()),
        ("2025-09-01T00:00:00", date(2025, 9, 1), ()),
        ("2025-08-31T22:00:00.000Z", date(2025, 8, 31), ()),
        ("9999-12-31", None, ()),
        ("9999-12-31+01:00", None, ()),
        ("2025-09-00", None, (Unknown("Dag", "2025-09-00"),)),
        ("0001-01-01", None, (Unknown("Dag", "0001-01-01"),)),
        ("20250901", None, (Unknown("Dag", "20250901"),)),
    ],
)
def test_every_date_of_xml_schema_is_read_or_kept_as_it_stands(
    text: str, day: date | None, unknown: tuple[Unknown, ...]
) -> None:
    reading = Reading(etree.fromstring(f"<A><Dag>{text}</Dag></A>"))
    assert (reading.day("Dag"), reading.leftovers()) == (day, unknown)


@pytest.mark.parametrize(
    ("text", "born_on", "partial"),
    [
        ("2008-05-04", date(2008, 5, 4), "2008-05-04"),
        ("2008-05-04+02:00", date(2008, 5, 4), "2008-05-04"),
        ("2008-05-00", None, "2008-05"),
        ("2008-00-00Z", None, "2008"),
        ("2008", None, "2008"),
    ],
)
def test_a_birth_in_the_register_keeps_what_is_known(
    text: str, born_on: date | None, partial: str
) -> None:
    found = person._person(etree.fromstring(f"<P><Geboorte><Datum>{text}</Datum></Geboorte></P>"))
    assert (found.born_on, found.born_partial) == (born_on, partial)


@pytest.mark.parametrize(
    ("day", "time", "moment"),
    [
        ("2026-11-30", "08:00:00.000", datetime(2026, 11, 30, 8)),  # noqa: DTZ001
        ("2026-11-30+01:00", "08:00:00+01:00", datetime(2026, 11, 30, 8)),  # noqa: DTZ001
        ("2026-11-30", "07:00:00Z", datetime(2026, 11, 30, 8)),  # noqa: DTZ001
        ("30/11/2026", "08:00:00", None),
    ],
)
def test_the_moment_of_a_message_is_read_with_and_without_time_zone(
    day: str, time: str, moment: datetime | None
) -> None:
    xml = f"<T><Datum>{day}</Datum><Tijd>{time}</Tijd></T>"
    assert envelope._moment(etree.fromstring(xml)) == moment
