"""Check the rows of a pupil list: each cell to a value, or to a problem that a person can solve.

A problem of severity 'error' keeps the row out; a 'warning' lets it in, without the cell where the
message says so. No message holds a national number, nor any text that could be one.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import chain, islice

from overstap.kernel.births import as_birth, may_be_same
from overstap.kernel.dates import PartialDate, age
from overstap.kernel.identifiers import InvalidIdentifier, parse_insz

from . import cell_values as cells
from .columns import Header
from .comparing import name_key
from .date_values import NEVER_YEAR, read_birth, read_date
from .fields import LABELS
from .gaps import Gap, gap_of
from .letters import State, repair, state_of_name, state_of_text
from .limits import column_letter
from .problems import CheckedRow, Problem, Severity, quote
from .reading import Row
from .titles import looks_like_titles, normalise
from .workbooks import Cell, Facts

_NAME_SAMPLE_ROWS = 500
USUAL_AGES = range(12, 26)
"""Of somebody who leaves a school here; any other age is asked about."""
_NUMBER_FIELDS = frozenset({"birth_date", "insz", "phone", "last_name", "first_name", "full_name"})


def check(
    rows: Iterable[Row],
    header: Header,
    mapping: Mapping[str, str],
    *,
    today: date,
    accept_test_numbers: bool = False,
    facts: Facts = Facts(),  # noqa: B008 - frozen
) -> Iterator[CheckedRow]:
    """Check rows below the header; `mapping` is column key to field code. One result per row.

    Keeps one entry per row in memory, to find the same person twice. Raises what `rows` raises.
    """
    columns = {code: index for index, key in enumerate(header.keys) if (code := mapping.get(key))}
    stream = iter(rows)
    sample: list[Row] = []
    if "full_name" in columns:
        sample = list(islice(stream, _NAME_SAMPLE_ROWS))
    order = _name_order(sample, columns.get("full_name"))
    checker = _Checker(
        header, columns, today=today, accept_test=accept_test_numbers, name_order=order, facts=facts
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
        *,
        today: date,
        accept_test: bool,
        name_order: str | None,
        facts: Facts,
    ) -> None:
        self.facts = facts
        self.titles = tuple(normalise(text) for text in header.texts)
        self.other_titles_in: int | None = None
        self.header = header
        self.columns = columns
        self.today = today
        self.accept_test = accept_test
        self.name_order = name_order
        self.seen: dict[object, int] = {}

    def check(self, row: Row) -> CheckedRow:
        work = _RowWork(self, row)
        if sentence := self._about_titles(row):
            work.error(None, "titles", sentence)
            return work.result
        work.names()
        work.identity()
        work.contact()
        work.enrolment()
        work.duplicates()
        return work.result

    def _about_titles(self, row: Row) -> str:
        """Why a row is no pupil: titles again, or rows below the titles of another list."""
        texts = [cell for cell in row.cells if cell is not None]
        if looks_like_titles(texts):
            found = tuple(normalise(str(text)) for text in texts)
            if set(found) <= set(self.titles):
                self.other_titles_in = None
                return "deze rij herhaalt de titels en wordt overgeslagen."
            self.other_titles_in = row.number
            return (
                "hier beginnen andere titels, van een andere lijst. Zet die lijst in een eigen "
                "werkblad of bestand en lees ze apart in."
            )
        if self.other_titles_in is None:
            return ""
        return (
            f"deze rij staat onder andere titels (rij {self.other_titles_in}). Zet die lijst in "
            "een eigen werkblad of bestand en lees ze apart in."
        )


class _RowWork:
    """The checks of one row."""

    def __init__(self, checker: _Checker, row: Row) -> None:
        self.checker = checker
        self.row = row
        self.result = CheckedRow(row.number, {}, [])
        self.values = self.result.values
        self.gaps: dict[str, Gap] = {}
        self.cells = {code: self._said(code, index) for code, index in checker.columns.items()}

    def cell(self, code: str) -> Cell:
        return self.cells.get(code)

    def _said(self, code: str, index: int) -> Cell:
        """What a cell says, its letters repaired; None, and which gap, when it says nothing."""
        cell = self.row.cells[index] if index < len(self.row.cells) else None
        gap = gap_of(cell)
        if gap is None and type(cell) in (int, float) and cell == 0 and code in _NUMBER_FIELDS:
            gap = Gap.UNKNOWN  # what VLOOKUP makes of an empty cell
        if gap is None:
            if isinstance(cell, str) and not (cell.isascii() and "&" not in cell):
                return repair(cell)
            return cell
        self.gaps[code] = gap
        if gap is Gap.ERROR:
            self.warn(
                code,
                "error_cell",
                f"fout in de cel ({cell}). De cel telt als leeg: verbeter de formule, of bewaar "
                "het bestand opnieuw in Excel of LibreOffice.",
            )
        return None

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
            if (cell := self.cell(code)) is not None and (name := self._name(code, cell)):
                self.values[code] = name
        if len(self.values) < 2 and self.cell("full_name") is not None:
            self._full_name()
        missing = [code for code in ("last_name", "first_name") if code not in self.values]
        if not missing or not self.result.ok:
            return
        # One name is a name; nothing, or 'not known', is none.
        known = [code for code in missing if self.gaps.get(code) in (Gap.UNKNOWN, Gap.ERROR)]
        if len(missing) == 1 and not known:
            self._one_name(missing[0])
            return
        for code in known or missing:
            where = code if code in self.checker.columns else "full_name"
            self.error(where, "name_missing", f"{LABELS[code]} ontbreekt. Vul ze in.")

    def _one_name(self, missing: str) -> None:
        self.values[missing] = ""
        if self.gaps.get(missing) is not Gap.NONE:
            (said,) = {"last_name", "first_name"} - {missing}
            self.warn(
                missing if missing in self.checker.columns else "full_name",
                "one_name",
                f"er staat één naam; die komt bij {LABELS[said]}, en {LABELS[missing]} blijft leeg."
                " Kijk na of de andere naam vergeten is.",
            )

    def _name(self, code: str, cell: Cell) -> str | None:
        """A name with all its letters; None when that was reported."""
        try:
            name = cells.read_name(cell)
        except ValueError:
            self.error(
                code,
                "bad_name",
                f"{quote(cell)} is geen naam. Schrijf alleen letters, hoogstens 100.",
            )
            return None
        return name if self._letters(code, name) else None

    def _letters(self, code: str, name: str) -> bool:
        """Whether the letters of a name can be trusted; an odd one becomes a question."""
        state = state_of_name(name)
        if state is State.BROKEN:
            self.error(
                code,
                "broken_letters",
                f"in {quote(name)} zijn letters verloren gegaan. Schrijf de naam opnieuw, of "
                "bewaar de lijst als .xlsx of als “CSV UTF-8” vanuit het programma zelf.",
            )
        elif not self.checker.facts.sure_letters and not name.isascii():
            self.error(
                code,
                "letters_unsure",
                f"het is niet zeker dat {quote(name)} zo geschreven wordt. Zeg op de pagina met de "
                "kolommen hoe de letters in dit bestand gelezen moeten worden.",
            )
        elif state is State.ODD:
            self.result.question = self.result.question or (
                "In de naam staat een letter die daar zelden staat. Is de naam zo juist?"
            )
        return self.result.ok

    def _full_name(self) -> None:
        cell = self.cell("full_name")
        order = self.checker.name_order
        text = self._name("full_name", cell)
        if text is None:
            return
        if len(text.split()) == 1:
            self.values["last_name"] = text
            return
        try:
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
        given = self._birth_date(cell) if cell is not None else None
        if cell is None or (isinstance(given, PartialDate) and _completes(proposed, given)):
            given = self._from_number(proposed)
        if given is None:
            return
        self.values["birth_date"] = given
        if isinstance(given, PartialDate):
            self.warn(
                "birth_date" if cell is not None else "insz",
                "birth_date_partial",
                f"van de geboortedatum is alleen {_partial(given)} gekend. Zo komt ze in het "
                "dossier; vul ze aan wanneer je meer weet.",
            )
        known = as_birth(given)
        if proposed is not None and not may_be_same(proposed, known):
            self.warn(
                "birth_date",
                "birth_date_differs",
                f"de geboortedatum is {_partial(known)}, maar het rijksregisternummer wijst op "
                f"{_partial(proposed)}. Kijk na welke van de twee klopt.",
            )

    def _from_number(self, proposed: PartialDate | None) -> date | PartialDate | None:
        """The birth date that the number tells, as far as it does."""
        if proposed is None:
            if self.result.ok:
                self.error(
                    "birth_date" if "birth_date" in self.checker.columns else "insz",
                    "birth_date_missing",
                    "geboortedatum ontbreekt. Vul ze in.",
                )
            return None
        if proposed.exact is None:
            return proposed
        self.warn(
            "birth_date" if "birth_date" in self.checker.columns else "insz",
            "birth_date_from_insz",
            f"geboortedatum ontbreekt; {proposed.exact:%d/%m/%Y} is voorgesteld uit het "
            "rijksregisternummer. Kijk dit na.",
        )
        self._ask_age(proposed)
        return proposed.exact

    def _insz(self) -> PartialDate | None:
        cell = self.cell("insz")
        if cell is None:
            return None
        text, repaired = cells.insz_text(cell)
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

    def _birth_date(self, cell: Cell) -> date | PartialDate | None:
        facts, today = self.checker.facts, self.checker.today
        try:
            birth = read_birth(cell, today=today, date1904=facts.date1904)
        except (ValueError, OverflowError):
            self._bad_date("birth_date", cell)
            return None
        bounds = birth if isinstance(birth, PartialDate) else PartialDate(*birth.timetuple()[:3])
        if bounds.earliest > today or age(bounds.latest, today) > 100:
            self.error(
                "birth_date",
                "impossible_age",
                f"{_partial(bounds)} kan geen geboortedatum zijn. Kijk het jaar na.",
            )
            return None
        self._ask_age(bounds)
        return birth

    def _ask_age(self, birth: PartialDate) -> None:
        """An age that a pupil hardly has is asked about, not taken over."""
        today = self.checker.today
        youngest, oldest = age(birth.latest, today), age(birth.earliest, today)
        if youngest in USUAL_AGES or oldest in USUAL_AGES:
            return
        self.result.question = (
            f"Met deze geboortedatum is deze jongere {oldest} jaar. Klopt het jaar?"
        )
        self.warn(
            "birth_date",
            "unusual_age",
            f"met {_partial(birth)} is deze jongere {oldest} jaar. Kijk het jaar na.",
        )

    def _date(self, code: str, cell: Cell) -> date | None:
        facts, today = self.checker.facts, self.checker.today
        try:
            return read_date(cell, birth=False, today=today, date1904=facts.date1904)
        except (ValueError, OverflowError):
            self._bad_date(code, cell)
            return None

    def _bad_date(self, code: str, cell: Cell) -> None:
        what = "een duur, geen datum" if isinstance(cell, timedelta) else "geen bestaande datum"
        self.error(
            code,
            "bad_date",
            f"{quote(cell)} is {what}. Schrijf ze als dag/maand/jaar, bijvoorbeeld 14/03/2007.",
        )

    def contact(self) -> None:
        for code in ("street", "house_number", "municipality"):
            self._text(code)
        if "street" not in self.values and (cell := self.cell("address")) is not None:
            street, number = cells.split_address(cells.read_text(cell))
            self.values["street"] = street
            if number:
                self.values["house_number"] = number
        place = self.cell("place")
        if place is not None and (parts := cells.split_place(cells.read_text(place))):
            self.values["postcode"], self.values["municipality"] = parts
        self._optional("postcode", cells.read_postcode, "is geen postcode")
        if not cells.is_belgian(self.values.get("postcode", "1000")):
            self.warn(
                "postcode" if "postcode" in self.checker.columns else "place",
                "foreign_postcode",
                "dit is geen Belgische postcode (4 cijfers). Ze wordt overgenomen; het kantoor van "
                "VDAB kies je later zelf.",
            )
        self._optional("email", cells.read_email, "is geen e-mailadres")
        self._optional("language", cells.read_language, "is geen taal die hier gekend is")
        self._phone()

    def _phone(self) -> None:
        cell = self.cell("phone")
        if cell is None:
            return
        try:
            self.values["phone"], _note = cells.read_phone(cell)
        except ValueError:
            self.warn(
                "phone",
                "bad_phone",
                f"{quote(cell)} is niet één telefoonnummer zonder opmerking{_SKIPPED}",
            )

    def _text(self, code: str) -> None:
        if (cell := self.cell(code)) is not None:
            text = cells.read_text(cell)
            if state_of_text(text) is State.BROKEN:
                self.warn(code, "broken_letters", f"in {quote(text)} ontbreken letters{_SKIPPED}")
            elif len(text) > 200:
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
                self._period(code, day)
        start, end = self.values.get("from_on"), self.values.get("until_on")
        if start and end and end < start:
            self.error(
                "until_on",
                "until_before_from",
                f"de uitschrijving ({end:%d/%m/%Y}) valt voor de instap ({start:%d/%m/%Y}). "
                "Kijk beide datums na.",
            )

    def _period(self, code: str, day: date) -> None:
        if 1950 <= day.year < 2100:
            self.values[code] = day
        elif day.year != NEVER_YEAR or code == "from_on":  # 9999 is how systems write 'no end'
            self.error(code, "impossible_date", f"{day.year} kan hier niet. Kijk het jaar na.")

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


def _completes(proposed: PartialDate | None, given: PartialDate) -> bool:
    """The number tells the day that the list does not."""
    exact = proposed.exact if proposed is not None else None
    return exact is not None and given.may_be(exact)


def _partial(proposed: PartialDate) -> str:
    parts = [proposed.day, proposed.month, proposed.year]
    return "/".join(f"{part:02}" for part in parts if part is not None)
