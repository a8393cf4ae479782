"""What a spreadsheet program knows of a sheet beside its values: hidden and struck-through rows,
hidden columns, cells with an error, formulas without a result, and the first day of its calendar.

Runs in the guarded process of `workbook_process` and, like it, imports nothing of the project. The
value parser answers an empty text for all of these, so they are read here beside it. Where this
cannot be read, `looked` stays False and the person is told that nobody could look.
"""

import io
import posixpath
import zipfile
from collections.abc import Callable
from typing import TYPE_CHECKING
from xml.parsers import expat

if TYPE_CHECKING:
    from xlrd.book import Book
    from xlrd.sheet import Sheet

NO_RESULT = "formule zonder uitkomst"
_PIECE = 256 * 1024
_MOST = 100_000
"""Marks of one kind that are kept; a sheet with more is not looked into further."""


class Structure:
    def __init__(self) -> None:
        self.looked = False
        self.date1904 = False
        self.hidden_rows: set[int] = set()
        self.struck_rows: set[int] = set()
        self.hidden_columns: list[list[int]] = []
        self.errors: dict[int, dict[int, str]] = {}

    def aside(self, row: int) -> str:
        """Why a row (from 1) may not be meant: 'hidden', 'struck' or ''."""
        if row in self.hidden_rows:
            return "hidden"
        return "struck" if row in self.struck_rows else ""

    def error(self, row: int, column: int, text: str) -> None:
        if len(self.errors) < _MOST:
            self.errors.setdefault(row, {})[column] = text[:40]


def structure_of(data: bytes, name: str) -> Structure:
    """The structure of the sheet called `name`; never raises for what a file may hold."""
    found = Structure()
    try:
        if not data.startswith(b"PK"):
            _xls(data, name, found)
        else:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                if "content.xml" in archive.namelist():
                    _ods(archive, name, found)
                else:
                    _xlsx(archive, name, found)
        found.looked = True
    except MemoryError:
        raise
    except Exception:  # noqa: S110, BLE001 - whatever is wrong: `looked` says that nobody looked
        pass
    return found


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _attributes(given: dict[str, str]) -> dict[str, str]:
    return {_local(name): value for name, value in given.items()}


def _true(text: str | None) -> bool:
    return text in ("1", "true", "on")


def _walk(
    archive: zipfile.ZipFile,
    path: str,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
) -> None:
    """Parse one part in pieces; a part that is not there has nothing to tell."""
    if path not in archive.namelist():
        return
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    with archive.open(path) as part:
        while piece := part.read(_PIECE):
            parser.Parse(piece, False)
    parser.Parse(b"", True)


# --- XLSX ---------------------------------------------------------------------------------------


def _xlsx(archive: zipfile.ZipFile, name: str, found: Structure) -> None:
    target = _sheet_path(archive, name, found)
    if target is None or target not in archive.namelist():
        raise ValueError("no such part")
    _XlsxSheet(found, _struck_styles(archive)).read(archive, target)


def _sheet_path(archive: zipfile.ZipFile, name: str, found: Structure) -> str | None:
    sheets: dict[str, str] = {}
    targets: dict[str, str] = {}

    def book(tag: str, given: dict[str, str]) -> None:
        own = _attributes(given)
        if _local(tag) == "workbookPr":
            found.date1904 = _true(own.get("date1904"))
        elif _local(tag) == "sheet":
            # r:id, whatever the prefix; `sheetId` is another thing.
            sheets[own.get("name", "")] = own.get("id", "")

    def relations(tag: str, given: dict[str, str]) -> None:
        if _local(tag) == "Relationship":
            targets[given.get("Id", "")] = given.get("Target", "")

    _walk(archive, "xl/workbook.xml", book)
    _walk(archive, "xl/_rels/workbook.xml.rels", relations)
    target = targets.get(sheets.get(name, ""))
    if not target:
        return None
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")


def _struck_styles(archive: zipfile.ZipFile) -> set[str]:
    """Numbers of the cell styles whose font is struck through."""
    fonts: list[bool] = []
    styles: set[str] = set()
    state = {"fonts": False, "formats": False, "count": 0}

    def start(tag: str, given: dict[str, str]) -> None:
        kind = _local(tag)
        if kind in ("fonts", "cellXfs"):
            state["fonts" if kind == "fonts" else "formats"] = True
        elif kind == "font" and state["fonts"]:
            fonts.append(False)
        elif kind == "strike" and state["fonts"] and fonts:
            fonts[-1] = given.get("val", "1") not in ("0", "false", "off")
        elif kind == "xf" and state["formats"]:
            font = given.get("fontId", "0")
            if font.isdigit() and int(font) < len(fonts) and fonts[int(font)]:
                styles.add(str(state["count"]))
            state["count"] += 1

    def end(tag: str) -> None:
        kind = _local(tag)
        if kind in ("fonts", "cellXfs"):
            state["fonts" if kind == "fonts" else "formats"] = False

    _walk(archive, "xl/styles.xml", start, end)
    return styles


class _XlsxSheet:
    """One pass over a sheet. Cells are told apart by type and style; their values stay unread."""

    def __init__(self, found: Structure, struck: set[str]) -> None:
        self.found = found
        self.struck = struck
        self.row = 0
        self.column = -1
        self.kind = ""
        self.formula = self.valued = False
        self.text = self.style = ""
        self.parser = expat.ParserCreate()
        self.filled = self.crossed = 0
        self.tags: dict[str, str] = {}

    def read(self, archive: zipfile.ZipFile, path: str) -> None:
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        with archive.open(path) as part:
            while piece := part.read(_PIECE):
                self.parser.Parse(piece, False)
        self.parser.Parse(b"", True)

    def _start(self, tag: str, given: dict[str, str]) -> None:
        kind = self.tags.get(tag)
        if kind is None:
            kind = self.tags[tag] = _local(tag)
        if kind == "c":
            self._cell(given)
        elif kind == "f":
            self.formula = True
        elif kind == "is":
            self.valued = True
        elif kind == "v":
            self.valued = True
            if self.formula or self.kind == "e":
                self.parser.CharacterDataHandler = self._characters
        elif kind == "row":
            self._row(given)
        elif kind == "col" and _true(given.get("hidden")):
            self.found.hidden_columns.append([int(given["min"]) - 1, int(given["max"]) - 1])

    def _row(self, given: dict[str, str]) -> None:
        self.row = int(given["r"]) if "r" in given else self.row + 1
        self.column, self.filled, self.crossed = -1, 0, 0
        if _true(given.get("hidden")) and len(self.found.hidden_rows) < _MOST:
            self.found.hidden_rows.add(self.row)

    def _cell(self, given: dict[str, str]) -> None:
        where = given.get("r", "")
        self.column = _column(where) if where else self.column + 1
        self.kind = given.get("t", "")
        self.formula, self.valued, self.text = False, False, ""
        self.style = given.get("s", "")

    def _characters(self, text: str) -> None:
        self.text += text

    def _end(self, tag: str) -> None:
        kind = self.tags.get(tag)
        if kind == "v":
            self.parser.CharacterDataHandler = None
        elif kind == "c":
            if self.kind == "e":
                self.found.error(self.row, self.column, self.text.strip() or "#FOUT")
            elif self.formula and self.kind != "str" and not self.text.strip():
                self.found.error(self.row, self.column, NO_RESULT)
            if self.valued and self.struck:
                self.filled += 1
                self.crossed += self.style in self.struck
            self.kind, self.formula = "", False
        elif (
            kind == "row"
            and self.crossed
            and self.crossed == self.filled
            and len(self.found.struck_rows) < _MOST
        ):
            self.found.struck_rows.add(self.row)


def _column(where: str) -> int:
    """'AB12' is 27."""
    index = 0
    for letter in where:
        if not letter.isalpha():
            break
        index = index * 26 + ord(letter.upper()) - 64
    return index - 1


# --- ODS ----------------------------------------------------------------------------------------


def _ods(archive: zipfile.ZipFile, name: str, found: Structure) -> None:
    _OdsSheet(found, name).read(archive)


class _OdsSheet:
    """One pass over content.xml. Rows and cells are written once and repeated by number."""

    def __init__(self, found: Structure, name: str) -> None:
        self.found = found
        self.name = name
        self.inside = False
        self.row = self.column = self.place = 0
        self.repeat = 1
        self.cells = 1
        self.error = False
        self.text = ""
        self.style = self.cell_style = ""
        self.struck: set[str] = set()
        self.filled = self.crossed = 0
        self.row_errors: dict[int, str] = {}
        self.hidden = False
        self.parser = expat.ParserCreate()

    def read(self, archive: zipfile.ZipFile) -> None:
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        with archive.open("content.xml") as part:
            while piece := part.read(_PIECE):
                self.parser.Parse(piece, False)
        self.parser.Parse(b"", True)

    def _start(self, tag: str, given: dict[str, str]) -> None:
        kind, own = _local(tag), _attributes(given)
        if kind == "style":
            self.style = own.get("name", "") if own.get("family") == "table-cell" else ""
        elif kind == "text-properties" and self.style:
            if own.get("text-line-through-style", "none") != "none":
                self.struck.add(self.style)
        elif kind == "null-date" and own.get("date-value", "").startswith("1904-01-01"):
            self.found.date1904 = True
        elif kind == "table" and own.get("name") == self.name:
            self.inside = True
        elif self.inside and kind == "table-column":
            self._columns(own)
        elif self.inside and kind == "table-row":
            self.repeat = min(int(own.get("number-rows-repeated", "1")), 1 << 20)
            self.hidden = own.get("visibility", "visible") != "visible"
            self.place, self.filled, self.crossed, self.row_errors = 0, 0, 0, {}
        elif self.inside and kind in ("table-cell", "covered-table-cell"):
            self.cells = min(int(own.get("number-columns-repeated", "1")), 1 << 14)
            self.text = ""
            # Two attributes with one local name: office says string, calcext says error.
            self.error = any(
                _local(key) == "value-type" and value == "error" for key, value in given.items()
            )
            self.cell_style = own.get("style-name", "")

    def _columns(self, own: dict[str, str]) -> None:
        count = min(int(own.get("number-columns-repeated", "1")), 1 << 14)
        if own.get("visibility", "visible") != "visible":
            self.found.hidden_columns.append([self.column, self.column + count - 1])
        self.column += count

    def _characters(self, text: str) -> None:
        if self.inside and len(self.text) < 200:
            self.text += text

    def _end(self, tag: str) -> None:
        kind = _local(tag)
        if not self.inside:
            return
        if kind in ("table-cell", "covered-table-cell"):
            if self.text.strip():
                self.filled += 1
                self.crossed += self.cell_style in self.struck
            if self.error:
                self.row_errors[self.place] = self.text.strip() or "#FOUT"
            self.place += self.cells
        elif kind == "table-row":
            self._close_row()
        elif kind == "table":
            self.inside = False

    def _close_row(self) -> None:
        first, self.row = self.row + 1, self.row + self.repeat
        struck = bool(self.crossed) and self.crossed == self.filled
        if not (self.filled or self.row_errors):
            return  # repeated a million times below the list
        for row in range(first, min(self.row, first + _MOST) + 1):
            if self.hidden:
                self.found.hidden_rows.add(row)
            if struck:
                self.found.struck_rows.add(row)
            for column, text in self.row_errors.items():
                self.found.error(row, column, text)


# --- XLS of Excel 97 ----------------------------------------------------------------------------


def _xls(data: bytes, name: str, found: Structure) -> None:
    # Here and not on top: most lists are no XLS, and this import costs time.
    import xlrd

    with xlrd.open_workbook(
        file_contents=data, formatting_info=True, on_demand=True, logfile=io.StringIO()
    ) as book:
        sheet = book.sheet_by_name(name)
        found.date1904 = book.datemode == 1
        for index, info in sheet.rowinfo_map.items():
            if info.hidden or info.height == 0:
                found.hidden_rows.add(index + 1)
        for index, column in sheet.colinfo_map.items():
            if column.hidden:
                found.hidden_columns.append([index, index])
        for index in range(sheet.nrows):
            _xls_row(book, sheet, index, found)


def _xls_row(book: "Book", sheet: "Sheet", index: int, found: Structure) -> None:
    import xlrd

    filled = crossed = 0
    for column in range(sheet.row_len(index)):
        kind = sheet.cell_type(index, column)
        if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
            continue
        filled += 1
        font = book.font_list[book.xf_list[sheet.cell_xf_index(index, column)].font_index]
        crossed += bool(font.struck_out)
        if kind == xlrd.XL_CELL_ERROR:
            code = sheet.cell_value(index, column)
            found.error(index + 1, column, xlrd.error_text_from_code.get(code, "#FOUT"))
    if filled and filled == crossed:
        found.struck_rows.add(index + 1)
