"""Make small workbooks in memory, and read them or see them refused."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from overstap.exchange.tabular.limits import UnreadableTable
from overstap.exchange.tabular.reading import Row, open_table


def xlsx(*sheets: tuple[str, list[list[object]]]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ods(rows_xml: str, manifest: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest or "<manifest/>")
        archive.writestr(
            "content.xml",
            '<?xml version="1.0"?><office:document-content '
            'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
            'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
            'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
            '<office:body><office:spreadsheet><table:table table:name="Lijst">'
            f"{rows_xml}</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    return out.getvalue()


def read(data: bytes, **options: object) -> list[Row]:
    with open_table(data, **options) as table:  # type: ignore[arg-type]
        return list(table.rows())


def refused(data: bytes, **options: object) -> UnreadableTable:
    with pytest.raises(UnreadableTable) as caught:
        read(data, **options)
    assert caught.value.sentence.endswith(".")
    return caught.value
