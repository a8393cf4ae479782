"""Check a zipped workbook (XLSX, ODS) before any parser unpacks it.

The sizes that a zip declares are the sender's word. So every entry is unpacked here in small pieces
and counted, and thrown away; only then may a parser see the file.
"""

import re
import zipfile
import zlib
from io import BytesIO
from typing import IO

from .limits import Limits, UnreadableTable

_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_PIECE = 64 * 1024
_OVERLAP = 32
_STORED_OR_DEFLATED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_WORDS = ("<!DOCTYPE", "<!ENTITY")
_DECLARATION = re.compile(
    b"|".join(
        re.escape(word.encode(encoding))
        for word in _WORDS
        for encoding in ("ascii", "utf-16-le", "utf-16-be")
    ),
    re.IGNORECASE,
)


def check_archive(data: bytes, limits: Limits) -> str:
    """Return 'xlsx' or 'ods' when the archive is a workbook that is safe to unpack.

    Raises UnreadableTable otherwise.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            kind = _kind(archive)
            _check_directory(archive, limits)
            _unpack_and_count(archive, limits)
            return kind
    except UnreadableTable:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
        raise _damaged() from error
    except (NotImplementedError, ValueError, OverflowError, LookupError) as error:
        raise _damaged() from error


def _kind(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        raise UnreadableTable(
            "xlsb",
            "Dit is een binaire Excel-map (.xlsb). Open ze in Excel, kies Opslaan als, "
            "“Excel-werkmap (.xlsx)”, en probeer opnieuw.",
        )
    if "word/document.xml" in names or "ppt/presentation.xml" in names:
        raise UnreadableTable(
            "not_a_table",
            "Dit is een tekstdocument of een presentatie, geen lijst. "
            "Bewaar de lijst als Excel (.xlsx) of CSV.",
        )
    if "content.xml" in names and "mimetype" in names:
        with archive.open("mimetype") as entry:
            if entry.read(100).strip().startswith(_ODS):
                return "ods"
    raise UnreadableTable(
        "not_a_table",
        "Dit is een zip-bestand, geen lijst. Pak het uit en kies het Excel- of CSV-bestand zelf.",
    )


def _check_directory(archive: zipfile.ZipFile, limits: Limits) -> None:
    entries = archive.infolist()
    if len(entries) > limits.entries:
        raise _bomb()
    names = {entry.filename.lower() for entry in entries}
    if len(names) != len(entries):
        raise _damaged()
    if sum(entry.file_size for entry in entries) > limits.unpacked_bytes:
        raise _bomb()
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise encrypted()
        if entry.compress_type not in _STORED_OR_DEFLATED:
            raise _damaged()


def _unpack_and_count(archive: zipfile.ZipFile, limits: Limits) -> None:
    total = 0
    for entry in archive.infolist():
        with archive.open(entry) as stream:
            total += _scan(stream, entry, total, limits)
        if entry.filename == "META-INF/manifest.xml" and (
            b"encryption-data" in archive.read(entry)[: limits.ratio_free_bytes]
        ):
            raise encrypted()


def _scan(stream: IO[bytes], entry: zipfile.ZipInfo, before: int, limits: Limits) -> int:
    """Count what really comes out of one entry and look for entity declarations on the way."""
    size = 0
    tail = b""
    while piece := stream.read(_PIECE):
        if not size and piece.startswith(b"PK\x03\x04"):
            raise UnreadableTable(
                "nested_archive",
                "In dit bestand zit een ander zip-bestand of een ingesloten werkmap. "
                "Kopieer alleen de lijst naar een nieuw Excel-bestand en probeer opnieuw.",
            )
        size += len(piece)
        packed = max(entry.compress_size, 1)
        stretched = size > limits.ratio_free_bytes and size / packed > limits.unpack_ratio
        if stretched or before + size > limits.unpacked_bytes:
            raise _bomb()
        if _DECLARATION.search(tail + piece):
            raise UnreadableTable(
                "entity_declaration",
                "Dit bestand bevat verboden verwijzingen (DOCTYPE of ENTITY) en is niet geopend. "
                "Bewaar de lijst opnieuw vanuit Excel of LibreOffice.",
            )
        tail = piece[-_OVERLAP:]
    return size


def encrypted() -> UnreadableTable:
    return UnreadableTable(
        "encrypted",
        "Dit bestand is beveiligd met een wachtwoord. Haal in Excel het wachtwoord eraf "
        "(Bestand, Info, Werkmap beveiligen) en probeer opnieuw.",
    )


def _bomb() -> UnreadableTable:
    return UnreadableTable(
        "unpacks_too_large",
        "Dit bestand wordt na het uitpakken veel te groot en is niet geopend. "
        "Kopieer alleen de lijst naar een nieuw Excel-bestand, of bewaar ze als CSV.",
    )


def _damaged() -> UnreadableTable:
    return UnreadableTable(
        "damaged",
        "Dit bestand is beschadigd of onvolledig. Open het in Excel of LibreOffice, "
        "bewaar het opnieuw als .xlsx en probeer nog eens.",
    )
