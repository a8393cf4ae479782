"""Read what people type in a cell: names, phones, postcodes, codes. Pure functions.

Dates stand in `date_values`, gaps in `gaps`.

Each `read_*` returns a value and an optional note code; it raises ValueError when nothing sensible
can be made of the cell.
"""

import re
from datetime import date, timedelta

from .titles import normalise
from .workbooks import Cell

_DIGIT = re.compile(r"\d")
_NO_PHONE_SIGN = re.compile(r"[^\d+]")
# What may stand around one number; any other letter is a remark about whose it is.
_PHONE_WORD = re.compile(r"^(?:gsm|tel|telefoon|mobiel|t|m|nr)\b[ .:]*", re.IGNORECASE)
_BELGIAN_PREFIX = re.compile(r"^(?:B|BE)[- ]?(?=\d)", re.IGNORECASE)
_BELGIAN_POSTCODE = re.compile(r"[1-9][0-9]{3}")
# The Netherlands, France, Germany, Luxembourg, the United Kingdom…: letters and digits.
_FOREIGN_POSTCODE = re.compile(
    r"(?=.{5,15}$)(?=.*\d)(?:[A-Z]{1,3}[- ])?[A-Z0-9]{2,10}(?:[ -][A-Z0-9]{2,8})?", re.ASCII
)
_DUTCH_PLACE = re.compile(r"(\d{4}) ?([A-Z]{2}) (\D+)")
_EMAIL = re.compile(r"[^@\s,;<>\"()]+@[^@\s,;<>\"()]+\.[A-Za-z]{2,}")
_LANGUAGES = {
    name: code
    for code, names in {
        "nld": "nederlands nl nld vlaams dutch",
        "fra": "frans fr fra",
        "deu": "duits de deu",
        "eng": "engels en eng",
        "ara": "arabisch ar ara marokkaans",
        "tur": "turks tr tur",
        "ber": "berbers tamazight ber",
        "pol": "pools pl pol",
        "ron": "roemeens ro ron",
        "bul": "bulgaars bg bul",
        "spa": "spaans es spa",
        "por": "portugees pt por",
        "ita": "italiaans it ita",
        "rus": "russisch ru rus",
        "ukr": "oekraiens uk ukr",
        "fas": "farsi perzisch fa fas",
        "pus": "pashto pasjtoe ps pus",
        "prs": "dari prs",
        "som": "somalisch so som",
        "sqi": "albanees sq sqi",
        "tir": "tigrinya ti tir",
        "kur": "koerdisch ku kur",
        "slk": "slovaaks sk slk",
        "rom": "romani rom",
    }.items()
    for name in names.split()
}
_PATHWAYS = (
    ("naft", "naft"),
    ("bkl", "bkl"),
    ("beroepskwalificerende leerweg", "bkl"),
    ("aanloop", "runup"),
    ("dua", "dual"),
    ("leertijd", "dual"),
    ("deeltijd", "parttime"),
    ("dbso", "parttime"),
    ("werk", "work"),
    ("arbeid", "work"),
    ("voltijd", "fulltime"),
)
_PARTICLES = frozenset(
    [
        "de",
        "den",
        "der",
        "van",
        "vanden",
        "vander",
        "ver",
        "le",
        "la",
        "du",
        "des",
        "di",
        "el",
        "al",
        "ben",
        "bin",
        "ten",
        "ter",
        "te",
        "op",
        "dos",
        "da",
        "von",
        "st",
    ]
)


def read_text(cell: Cell) -> str:
    """Any cell as one line of text; 12.0 is '12', a date is dd/mm/yyyy."""
    if isinstance(cell, str):
        return " ".join(cell.split())
    if isinstance(cell, bool):
        return "ja" if cell else "nee"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, timedelta):
        minutes, seconds = divmod(round(cell.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
    return str(cell)


def read_name(cell: Cell) -> str:
    """A name with letters in it, at most 100 characters."""
    text = read_text(cell)
    if not any(map(str.isalpha, text)) or len(text) > 100 or _DIGIT.search(text):
        raise ValueError("no name")
    return text


def read_phone(cell: Cell) -> tuple[str, str | None]:
    """One phone as +digits. Note: 'zero_restored' (Excel dropped it).

    A cell with a remark ('0470 11 22 33 (mama)') or with two numbers raises: nobody can tell from
    it which number is the pupil's.
    """
    text = _PHONE_WORD.sub("", read_text(cell)).replace("(0)", "")
    if any(map(str.isalpha, text)):
        raise ValueError("a remark")
    digits, note = _NO_PHONE_SIGN.sub("", text), None
    if "+" in digits[1:]:
        raise ValueError("two numbers")
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    if re.fullmatch(r"0\d{8,9}", digits):
        digits = "+32" + digits[1:]
    elif re.fullmatch(r"4\d{8}|[1-9]\d{7}", digits):
        digits, note = "+32" + digits, "zero_restored"
    elif re.fullmatch(r"32\d{8,9}", digits):
        digits = "+" + digits
    if not re.fullmatch(r"\+[1-9]\d{7,14}", digits):
        raise ValueError("no phone")
    return digits, note


def read_email(cell: Cell) -> str:
    text = read_text(cell).removeprefix("mailto:").strip("<> ;,.")
    if len(text) > 254 or not _EMAIL.fullmatch(text) or ".." in text:
        raise ValueError("no e-mail")
    local, _, domain = text.rpartition("@")
    return f"{local}@{domain.lower()}"


def read_postcode(cell: Cell) -> str:
    """A Belgian postcode as four digits; a foreign one as it stands, at most 15 signs."""
    text = _BELGIAN_PREFIX.sub("", read_text(cell))
    if is_belgian(text) or _FOREIGN_POSTCODE.fullmatch(text):
        return text
    raise ValueError("no postcode")


def is_belgian(postcode: str) -> bool:
    return bool(_BELGIAN_POSTCODE.fullmatch(postcode))


def split_place(text: str) -> tuple[str, str] | None:
    """'9000 Gent' and '4551 AB Sas van Gent' as postcode and municipality."""
    if (match := _DUTCH_PLACE.fullmatch(text)) and match[2].casefold() not in _PARTICLES:
        return f"{match[1]} {match[2]}", match[3]
    if match := re.fullmatch(r"((?:[A-Z]{1,3}-)?\d{5}|(?!B|BE)[A-Z]{1,3}-\d{4})\s+(\D+)", text):
        return match[1], match[2]
    if match := re.fullmatch(r"\D{0,3}(\d{4})\s+(\D+)", text):
        return match[1], match[2].strip()
    return None


def read_language(cell: Cell) -> str:
    """A Dutch name or ISO 639 code as ISO 639-3."""
    return _known(_LANGUAGES.get(normalise(read_text(cell))))


def read_pathway(cell: Cell) -> str:
    text = normalise(read_text(cell))
    return _known(next((code for word, code in _PATHWAYS if word in text), None))


def _known(code: str | None) -> str:
    if code is None:
        raise ValueError("not in the list")
    return code


def read_school_year(cell: Cell) -> str:
    """'2025-2026' from 2025-2026, 25/26, 2025-26 or 2025."""
    match = re.fullmatch(r"(?:20)?(\d{2})(?:\s*[-/]\s*(?:20)?(\d{2}))?", read_text(cell))
    if not match or (match[2] and int(match[2]) != int(match[1]) + 1):
        raise ValueError("no school year")
    year = 2000 + int(match[1])
    return f"{year}-{year + 1}"


def read_institution_number(cell: Cell) -> str:
    """Up to six digits, without leading zeros (as the public school lists write it)."""
    digits = re.sub(r"[ .]", "", read_text(cell))
    if not re.fullmatch(r"\d{1,6}", digits) or not int(digits):
        raise ValueError("no institution number")
    return str(int(digits))


def split_address(text: str) -> tuple[str, str | None]:
    """'Kerkstraat 12 bus 3' is ('Kerkstraat', '12 bus 3')."""
    match = re.fullmatch(r"(.*?\D)[ ,]+(\d+\s*[A-Za-z]?(?:[ ,/-]*(?:bus|b|/)?[ .]*\w{1,6})?)", text)
    return (match[1].strip(" ,"), match[2].strip()) if match else (text, None)


def vote_name_order(text: str) -> str | None:
    """Which part comes first in a full name, if it shows: 'last', 'first' or None."""
    words = text.split()
    if "," in text:
        return "last"
    if len(words) < 2:
        return None
    capitals = [word.isupper() and len(word) > 1 for word in words]
    if capitals[0] != capitals[-1]:
        return "last" if capitals[0] else "first"
    particles = [word.casefold() in _PARTICLES for word in words]
    if particles[0]:
        return "last"
    return "first" if len(words) > 2 and any(particles[1:-1]) else None


def split_name(text: str, order: str) -> tuple[str, str]:
    """(last name, first name); `order`, 'last' or 'first', gives way to a comma or capitals."""
    if "," in text:
        last, _, first = text.partition(",")
        return last.strip(), first.strip()
    words = text.split()
    if len(words) < 2:
        raise ValueError("one word")
    order = vote_name_order(text) or order
    if order == "first":
        cut = next((i for i, w in enumerate(words[1:-1], 1) if w.casefold() in _PARTICLES), None)
        capital = next((i for i, w in enumerate(words) if i and w.isupper() and len(w) > 1), None)
        cut = cut or capital or 1
        return " ".join(words[cut:]), " ".join(words[:cut])
    if words[0].isupper() and len(words[0]) > 1:
        cut = next((i for i, w in enumerate(words) if not w.isupper()), len(words) - 1)
    else:
        cut = 1
        while cut < len(words) - 1 and words[cut - 1].casefold() in _PARTICLES:
            cut += 1
    return " ".join(words[:cut]), " ".join(words[cut:])


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
