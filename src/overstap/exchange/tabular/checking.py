"""Check the rows of a pupil list: each cell to a value, or to a problem that a person can solve.

A problem of severity 'error' keeps the row out; a 'warning' lets it in, without the cell where the
message says so. No message holds a national number, nor any text that could be one.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import chain, islice

from overstap.kernel.dates import PartialDate, age
from overstap.kernel.identifiers import InvalidIdentifier, parse_insz

from . import cell_values as cells
from .columns import Header
from .comparing import name_key
from .fields import LABELS
from .limits import column_letter
from .problems import CheckedRow, Problem, Severity, quote
from .reading import Row
from .workbooks import Cell

_NAME_SAMPLE_ROWS = 500


def check(
    rows: Iterable[Row],
    header: Header,
    mapping: Mapping[str, str],
    *,
    today: date,
    accept_test_numbers: bool = False,
) -> Iterator[CheckedRow]:
    """Check rows below the header; `mapping` is column key to field code. One result per row.

    Keeps one entry per row in memory, to find the same person twice. Raises what `rows` raises.
    """
    columns = {code: index for index, key in enumerate(header.keys) if (code := mapping.get(key))}
    stream = iter(rows)
    sample: list[Row] = []
    if "full_name" in columns:
        sample = list(islice(stream, _NAME_SAMPLE_ROWS))
    checker = _Checker(
        header, columns, today, accept_test_numbers, _name_order(sample, columns.get("full_name"))
    )
    for row in chain(sample, stream):
        yield checker.check(row)


def _name_order(sample: list[Row], index: int | None) -> str | None:
    """Which part of full names comes first, by what the first rows show; None when nothing does."""
    if index is None:
        return None
    votes = [
        cells.vote_name_order(str(row.cells[index]))
        for row in sample
        if index < len(row.cells) and row.cells[index] is not None
    ]
    last, first = votes.count("last"), votes.count("first")
    return None if last == first else "last" if last > first else "first"


class _Checker:
    def __init__(
        self,
        header: Header,
        columns: dict[str, int],
        today: date,
        accept_test: bool,
        name_order: str | None,
    ) -> None:
        self.header = header
        self.columns = columns
        self.today = today
        self.accept_test = accept_test
        self.name_order = name_order
        self.seen: dict[object, int] = {}

    def check(self, row: Row) -> CheckedRow:
        work = _RowWork(self, row)
        work.names()
        work.identity()
        work.contact()
        work.enrolment()
        work.duplicates()
        return work.result


class _RowWork:
    """The checks of one row."""

    def __init__(self, checker: _Checker, row: Row) -> None:
        self.checker = checker
        self.row = row
        self.result = CheckedRow(row.number, {}, [])
        self.values = self.result.values
        width = len(row.cells)
        self.cell = {
            code: row.cells[index] for code, index in checker.columns.items() if index < width
        }.get

    def report(self, severity: Severity, field_code: str | None, code: str, message: str) -> None:
        index = self.checker.columns.get(field_code or "")
        column = header = None
        if index is not None:
            column, header = column_letter(index), self.checker.header.texts[index]
        problem = Problem(self.row.number, column, header, code, message, severity)
        self.result.problems.append(problem)

    def error(self, field_code: str | None, code: str, message: str) -> None:
        self.report(Severity.ERROR, field_code, code, message)

    def warn(self, field_code: str | None, code: str, message: str) -> None:
        self.report(Severity.WARNING, field_code, code, message)

    def names(self) -> None:
        for code in ("last_name", "first_name"):
            cell = self.cell(code)
            if cell is None:
                continue
            try:
                self.values[code] = cells.read_name(cell)
            except ValueError:
                self.error(
                    code,
                    "bad_name",
                    f"{quote(cell)} is geen naam. Schrijf alleen letters, hoogstens 100.",
                )
        if len(self.values) < 2 and self.cell("full_name") is not None:
            self._full_name()
        for code in ("last_name", "first_name"):
            if code not in self.values and not self.result.problems:
                where = code if code in self.checker.columns else "full_name"
                self.error(where, "name_missing", f"{LABELS[code]} ontbreekt. Vul ze in.")

    def _full_name(self) -> None:
        cell = self.cell("full_name")
        order = self.checker.name_order
        try:
            text = cells.read_name(cell)
            last, first = cells.split_name(text, order or "last")
            self.values["last_name"], self.values["first_name"] = (
                cells.read_name(last),
                cells.read_name(first),
            )
        except ValueError:
            self.error(
                "full_name",
                "name_not_split",
                f"in {quote(cell)} zijn familienaam en voornaam niet te onderscheiden. "
                "Schrijf ze met een komma ertussen: De Smet, Bram.",
            )
            return
        if order is None and cells.vote_name_order(text) is None:
            self.warn(
                "full_name",
                "name_order_guessed",
                f"{quote(last)} is als familienaam gelezen en {quote(first)} als voornaam. "
                "Kijk dit na, of zet familienaam en voornaam in twee kolommen.",
            )

    def identity(self) -> None:
        proposed = self._insz()
        cell = self.cell("birth_date")
        if cell is not None:
            self._birth_date(cell)
        elif proposed is not None and proposed.exact is not None:
            self.values["birth_date"] = proposed.exact
            self.warn(
                "birth_date" if "birth_date" in self.checker.columns else "insz",
                "birth_date_from_insz",
                f"geboortedatum ontbreekt; {proposed.exact:%d/%m/%Y} is voorgesteld uit het "
                "rijksregisternummer. Kijk dit na.",
            )
        elif "insz" not in self.values:
            self.error("birth_date", "birth_date_missing", "geboortedatum ontbreekt. Vul ze in.")
        birth = self.values.get("birth_date")
        if birth is not None and proposed is not None and not _agree(birth, proposed):
            self.warn(
                "birth_date",
                "birth_date_differs",
                f"de geboortedatum is {birth:%d/%m/%Y}, maar het rijksregisternummer wijst op "
                f"{_partial(proposed)}. Kijk na welke van de twee klopt.",
            )

    def _insz(self) -> PartialDate | None:
        cell = self.cell("insz")
        if cell is None:
            return None
        text, repaired = insz_text(cell)
        try:
            insz = parse_insz(text, accept_test=self.checker.accept_test)
        except InvalidIdentifier as refusal:
            self.error("insz", f"insz_{refusal.code}", refusal.sentence)
            return None
        if repaired:
            self.warn(
                "insz",
                "insz_zeros_restored",
                "de nullen vooraan in het rijksregisternummer waren weg (Excel doet dat) en zijn "
                "teruggezet. Zet de kolom in Excel op Tekst om dit te vermijden.",
            )
        self.values["insz"] = insz.digits
        return insz.birth

    def _birth_date(self, cell: Cell) -> None:
        birth = self._date("birth_date", cell)
        if birth is None:
            return
        today = self.checker.today
        if birth > today or age(birth, today) > 100:
            self.error(
                "birth_date",
                "impossible_age",
                f"{birth:%d/%m/%Y} kan geen geboortedatum zijn. Kijk het jaar na.",
            )
            return
        self.values["birth_date"] = birth
        years = age(birth, today)
        if not 12 <= years <= 40:
            self.warn(
                "birth_date",
                "unusual_age",
                f"met {birth:%d/%m/%Y} is deze jongere {years} jaar. Kijk het jaar na.",
            )

    def _date(self, code: str, cell: Cell) -> date | None:
        try:
            return cells.read_date(cell, birth=code == "birth_date", today=self.checker.today)
        except (ValueError, OverflowError):
            self.error(
                code,
                "bad_date",
                f"{quote(cell)} is geen bestaande datum. "
                "Schrijf ze als dag/maand/jaar, bijvoorbeeld 14/03/2007.",
            )
            return None

    def contact(self) -> None:
        for code in ("street", "house_number", "municipality"):
            self._text(code)
        if "street" not in self.values and (cell := self.cell("address")) is not None:
            street, number = cells.split_address(cells.read_text(cell))
            self.values["street"] = street
            if number:
                self.values["house_number"] = number
        place = self.cell("place")
        if place is not None and (match := re.match(r"\D{0,3}(\d{4})\s+(\D+)$", str(place))):
            self.values["postcode"], self.values["municipality"] = match[1], match[2].strip()
        self._optional("postcode", cells.read_postcode, "is geen Belgische postcode (4 cijfers)")
        self._optional("email", cells.read_email, "is geen e-mailadres")
        self._optional("language", cells.read_language, "is geen taal die hier gekend is")
        self._phone()

    def _phone(self) -> None:
        cell = self.cell("phone")
        if cell is None:
            return
        try:
            self.values["phone"], note = cells.read_phone(cell)
        except ValueError:
            self.warn("phone", "bad_phone", f"{quote(cell)} is geen telefoonnummer{_SKIPPED}")
            return
        if note == "first_of_several":
            self.warn(
                "phone",
                note,
                "er staan meer nummers in deze cel; alleen het eerste is overgenomen.",
            )

    def _text(self, code: str) -> None:
        if (cell := self.cell(code)) is not None:
            text = cells.read_text(cell)
            if len(text) > 200:
                self.warn(code, "text_too_long", f"de tekst is langer dan 200 tekens{_SKIPPED}")
            else:
                self.values[code] = text

    def _optional(self, code: str, read: Callable[[Cell], str], wrong: str) -> None:
        """A cell that the row can do without: refused, it is left out with a warning."""
        if (cell := self.cell(code)) is None:
            return
        try:
            self.values[code] = read(cell)
        except ValueError:
            self.warn(code, f"bad_{code}", f"{quote(cell)} {wrong}{_SKIPPED}")

    def enrolment(self) -> None:
        for code in ("programme", "class_name", "school_reference"):
            self._text(code)
        self._optional("pathway", cells.read_pathway, "is geen leerweg die hier gekend is")
        self._optional("school_year", cells.read_school_year, "is geen schooljaar (2025-2026)")
        self._optional(
            "institution_number",
            cells.read_institution_number,
            "is geen instellingsnummer (hoogstens 6 cijfers)",
        )
        for code in ("from_on", "until_on"):
            if (cell := self.cell(code)) is not None and (day := self._date(code, cell)):
                self.values[code] = day
        start, end = self.values.get("from_on"), self.values.get("until_on")
        if start and end and end < start:
            self.error(
                "until_on",
                "until_before_from",
                f"de uitschrijving ({end:%d/%m/%Y}) valt voor de instap ({start:%d/%m/%Y}). "
                "Kijk beide datums na.",
            )

    def duplicates(self) -> None:
        values, seen = self.values, self.checker.seen
        keys: list[tuple[object, str]] = []
        if "insz" in values:
            keys.append((values["insz"], "hetzelfde rijksregisternummer"))
        if {"last_name", "first_name", "birth_date"} <= values.keys():
            name = name_key(values["last_name"], values["first_name"])
            keys.append(((name, values["birth_date"]), "dezelfde naam en geboortedatum"))
        for key, what in keys:
            first = seen.setdefault(key, self.row.number)
            if first != self.row.number and self.result.duplicate_of is None:
                self.result.duplicate_of = first
                self.warn(
                    "insz" if what.endswith("nummer") else None,
                    "duplicate_in_file",
                    f"{what} als rij {first}. Is dit dezelfde jongere, verwijder dan een rij.",
                )


_SKIPPED = ". Deze cel wordt niet overgenomen; verbeter ze of laat ze leeg."


def insz_text(cell: Cell) -> tuple[str, bool]:
    """Digits of the cell, with the leading zeros that a number format lost put back."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = str(cell)
    if match := re.fullmatch(r"(\d)[.,](\d{8,10})[eE]\+?(\d{1,2})", text):
        digits, places = match[1] + match[2], int(match[3])
        if places <= 10 and len(digits) >= places + 1 and not digits[places + 1 :].strip("0"):
            text = digits[: places + 1]
    text = re.sub(r"[.,]0+$", "", text) if re.fullmatch(r"\d+[.,]0+", text) else text
    if re.fullmatch(r"\d{8,10}", text):
        return text.zfill(11), True
    return text, False


def _agree(birth: date, proposed: PartialDate) -> bool:
    return (
        birth.year == proposed.year
        and proposed.month in (None, birth.month)
        and proposed.day in (None, birth.day)
    )


def _partial(proposed: PartialDate) -> str:
    parts = [proposed.day, proposed.month, proposed.year]
    return "/".join(f"{part:02}" for part in parts if part is not None)
