"""From a TOML file to a Study; what is wrong is said with its line, field and what is allowed."""

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

from overstap_cohorts.refusals import StudyRefused
from overstap_cohorts.study.contradictions import contradictions
from overstap_cohorts.study.definition import (
    Condition,
    Covariate,
    FlatData,
    Outcome,
    SpellData,
    Study,
    Time,
    Treatment,
)

_HERE = files("overstap_cohorts.study")


def example() -> str:
    """A commented study to begin with."""
    return (_HERE / "example.toml").read_text(encoding="utf-8")


@cache
def schema() -> dict[str, Any]:
    """The JSON schema of a study."""
    loaded: dict[str, Any] = json.loads((_HERE / "schema.json").read_text(encoding="utf-8"))
    return loaded


def read_study(path: Path) -> Study:
    """Read and check `path`; files named in it are looked for beside it. Raises StudyRefused."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise StudyRefused("no-study", name=path.name) from None
    except IsADirectoryError:
        raise StudyRefused("study-is-folder", name=path.name) from None
    except UnicodeDecodeError:
        raise StudyRefused("encoding", name=path.name) from None
    return parse_study(text, folder=path.parent, source=path)


def parse_study(text: str, *, folder: Path, source: Path | None = None) -> Study:
    """Make a Study of TOML text. Raises StudyRefused with every mistake that was found."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise StudyRefused("toml", wrong=not_toml(text, error)) from None
    lines = _Lines(text)
    found = sorted(Draft202012Validator(schema()).iter_errors(raw), key=lambda e: list(e.path))
    sentences = [said for error in found for said in _sentences(error, lines)]
    if not sentences:
        study = _study(raw, folder, source)
        sentences = [f"{lines.at(place)}: {said}" for place, said in contradictions(study)]
        if not sentences:
            return study
    raise StudyRefused("study", wrong="\n- ".join(dict.fromkeys(sentences)))


def not_toml(text: str, error: tomllib.TOMLDecodeError) -> str:
    """Where the text stops being TOML, with the line itself; the reader's own words are English."""
    found = re.search(r"at line (\d+), column (\d+)", str(error))
    if not found:
        return "Geen geldige TOML: de tekst houdt op midden in een veld."
    number, column = int(found[1]), int(found[2])
    line = text.splitlines()[number - 1].strip()[:60]
    return (
        f"Geen geldige TOML op regel {number}, teken {column}: {line}\nTekst staat tussen"
        ' aanhalingstekens ("…"), een lijst tussen [ ], en elk veld staat er een keer.'
    )


def month(text: str) -> int:
    """2016-09 -> 24200."""
    year, number = text.split("-")
    return int(year) * 12 + int(number) - 1


def _study(raw: dict[str, Any], folder: Path, source: Path | None) -> Study:
    data = raw["data"]
    flat = "file" in data
    time = dict(raw.get("time", {}))
    for name in ("first_month", "last_month", "end_of_data"):
        if name in time:
            time[name] = month(time[name])
    plain: dict[str, Any] = {
        name: tuple(raw[name]) if isinstance(raw[name], list) else raw[name]
        for name in raw
        if name not in ("data", "time", "population", "treatments", "outcomes", "covariates")
    }
    return Study(
        data=FlatData(_place(folder, data["file"]), data.get("key"))
        if flat
        else SpellData(_place(folder, data["persons"]), _place(folder, data["spells"])),
        time=Time(**time),
        population=tuple(Condition(**_tuples(part)) for part in raw.get("population", [])),
        treatments=tuple(Treatment(**_named(part)) for part in raw["treatments"]),
        outcomes=tuple(Outcome(**_named(part)) for part in raw["outcomes"]),
        covariates=tuple(Covariate(**_named(part)) for part in raw["covariates"]),
        source=source,
        **plain,
    )


def _place(folder: Path, name: str) -> Path:
    """Beside the study, unless it is an address (s3a://bucket/persons)."""
    return Path(name) if "://" in name else folder / name


def _named(part: str | dict[str, Any]) -> dict[str, Any]:
    return {"name": part} if isinstance(part, str) else _tuples(part)


def _tuples(part: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in part.items()}


def _sentences(error: ValidationError, lines: "_Lines") -> Iterator[str]:
    """Word one mistake; of a choice between shapes, the mistakes of the shape that was meant."""
    path = tuple(error.absolute_path)
    where = lines.at(path)
    choice = error.validator == "oneOf" and path != ("data",)
    if choice and error.context and isinstance(error.instance, str | dict):
        shape = int(isinstance(error.instance, dict))  # a name alone, or a table
        for part in error.context:
            if part.schema_path[0] == shape:
                yield from _sentences(part, lines)
        return
    if error.validator == "additionalProperties":
        allowed = sorted(error.schema["properties"])
        for name in sorted(set(error.instance) - set(allowed)):
            where = lines.at((*path, name))
            yield f"{where}: dit veld kennen we niet. Toegelaten: {', '.join(allowed)}."
        return
    if error.validator == "oneOf" and path == ("data",) and not isinstance(error.instance, dict):
        return  # the type is wrong, which another mistake says
    yield f"{where}: {_wording(error)}"


def _wording(error: ValidationError) -> str:
    value = error.instance
    if word := _WORDINGS.get(str(error.validator)):
        return word(error, value, error.validator_value)
    return f"{value!r} kan niet: een naam of een tabel met name."


def _of_choice(_: ValidationError, value: Any, allowed: Any) -> str:
    return f"{value!r} kan niet. Toegelaten: {', '.join(map(str, allowed))}."


def _of_missing(_: ValidationError, value: Any, required: Any) -> str:
    missing = [name for name in required if name not in value]
    return f"{', '.join(missing)} {'ontbreekt' if len(missing) == 1 else 'ontbreken'}."


def _of_type(error: ValidationError, value: Any, kind: Any) -> str:
    if kind == "array" and isinstance(value, dict):
        return f"dit is een lijst van tabellen: schrijf [[{error.path[-1]}]]."
    if kind == "object" and isinstance(value, list):
        return f"dit is een enkele tabel: schrijf [{error.path[-1]}]."
    if "pattern" in error.schema:
        return f'{value} moet tekst zijn, zoals "2016-09".'
    return f"{value!r} moet {_TYPES[str(kind)]} zijn."


def _of_source(_: ValidationError, value: Any, __: Any) -> str:
    if isinstance(value, dict):
        return "noem ofwel file (en key), ofwel persons en spells."
    return f"{value!r} kan niet: een naam of een tabel met name."


_WORDINGS: dict[str, Callable[[ValidationError, Any, Any], str]] = {
    "enum": _of_choice,
    "required": _of_missing,
    "type": _of_type,
    "minimum": lambda _, value, limit: f"{value} moet minstens {limit} zijn.",
    "maximum": lambda _, value, limit: f"{value} moet hoogstens {limit} zijn.",
    "minItems": lambda *_: "mag niet leeg zijn.",
    "minLength": lambda *_: "mag niet leeg zijn.",
    # The text itself would hide the sentence.
    "maxLength": lambda _, value, limit: (
        f"mag hoogstens {limit} tekens lang zijn, niet {len(value)}."
    ),
    "pattern": lambda _, value, __: f"{value!r} is geen maand. Toegelaten: jjjj-mm, zoals 2016-09.",
    "oneOf": _of_source,
}

_TYPES = {
    "string": "tekst",
    "integer": "een geheel getal",
    "number": "een getal",
    "boolean": "true of false",
    "array": "een lijst",
    "object": "een tabel",
}

_TABLE = re.compile(r"^\s*\[\s*([\w.-]+)\s*\]")
_TABLES = re.compile(r"^\s*\[\[\s*([\w.-]+)\s*\]\]")
_KEY = re.compile(r"^\s*([\w-]+)\s*=")


class _Lines:
    """On which line each field stands; a reader of TOML keeps no places."""

    def __init__(self, text: str) -> None:
        self.lines: dict[tuple[str | int, ...], int] = {}
        table: tuple[str | int, ...] = ()
        counts: dict[str, int] = {}
        for number, line in enumerate(text.splitlines(), start=1):
            if found := _TABLES.match(line):
                name = found[1]
                counts[name] = counts.get(name, -1) + 1
                table = (name, counts[name])
                self.lines[table] = number
                self.lines.setdefault((name,), number)
            elif found := _TABLE.match(line):
                table = tuple(found[1].split("."))
                self.lines[table] = number
            elif found := _KEY.match(line):
                self.lines[(*table, found[1])] = number

    def at(self, path: tuple[str | int, ...]) -> str:
        """'regel 12, treatments[1].codes'; the nearest line above where the field is missing."""
        name = ""
        for part in path:
            name += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if name else str(part)
        for length in range(len(path), 0, -1):
            if path[:length] in self.lines:
                return f"regel {self.lines[path[:length]]}, {name}"
        return name or "de studie"
