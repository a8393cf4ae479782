"""Files that people bring: found, hashed, and a CSV made into Parquet with its types decided.

A CSV becomes Parquet once, by the same code for every engine, so that no engine guesses types in
its own way. A column whose values are nearly all numbers or dates, but not all, is refused with
the lines: taking it for text would silently make a category of it.
"""

import csv
import glob
import gzip
import hashlib
import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from overstap_cohorts.refusals import Part, Places, StudyRefused
from overstap_cohorts.small_numbers import Count

READABLE = (".parquet", ".csv", ".csv.gz", ".txt")
NEARLY_ALL = 0.9
PLACES = 5
SIGNS = (",", ";", "\t", "|")  # between fields
# Empty, and what R, Python and spreadsheets write where there is nothing.
NOTHING = ["", "NA", "NULL", "null", "NaN", "nan"]
WHOLE = r"[+-]?[0-9]{1,18}"
NUMBER = r"[+-]?([0-9]+([.,][0-9]*)?|[.,][0-9]+)([eE][+-]?[0-9]+)?"
CODE = r"0[0-9]+"  # a leading zero: a code (a postal area, a school), no number
DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"


def found_files(paths: Any) -> list[str]:
    """Return the files behind a path, a folder, a pattern or several, in order of name."""
    given: Sequence[Any] = [paths] if isinstance(paths, str | Path) else list(paths)
    files = [file for one in given for file in _files_of(_address(str(one)))]
    endings = {_ending(file) for file in files}
    if "" in endings or len({ending == ".parquet" for ending in endings}) > 1:
        raise StudyRefused("file-kind", name=Path(files[0]).name)
    return files


def _address(path: str) -> str:
    """Give an address of object storage back what a path of the machine made of it."""
    far = re.search(r"(?:^|/)(s3a?|hdfs|abfss?|gs):/+(.*)$", path)
    return f"{far.group(1)}://{far.group(2)}" if far else path


def _files_of(path: str) -> list[str]:
    if "://" in path:  # object storage: the engine lists it itself
        return [path]
    here = Path(path)
    if here.is_dir():
        files = sorted(
            str(file)
            for file in here.rglob("*")
            if _ending(str(file)) and not file.name.startswith(("_", "."))
        )
    elif any(sign in path for sign in "*?["):
        files = sorted(glob.glob(path))  # noqa: PTH207 (Path takes no pattern from the root)
    else:
        files = [path] if here.is_file() else []
    if not files:
        raise StudyRefused("missing-file", path=path)
    for file in files:
        if not Path(file).stat().st_size:
            raise StudyRefused("empty-file", path=file)
    return files


def _ending(file: str) -> str:
    if "://" in file:
        return ".parquet"
    return next((ending for ending in READABLE if file.lower().endswith(ending)), "")


def hash_of(files: list[str]) -> str:
    """SHA-256 of the files' contents; of the address for what an engine reads from afar."""
    whole = hashlib.sha256()
    for file in files:
        if "://" in file:
            whole.update(file.encode())
            continue
        whole.update(digest_of(file))
    return whole.hexdigest()


def digest_of(file: Path | str) -> bytes:
    """SHA-256 of one file's contents, 32 bytes."""
    with Path(file).open("rb") as source:
        return hashlib.file_digest(source, "sha256").digest()


def as_parquet(files: list[str], target: Path, *, text: Sequence[str] = ()) -> Path:
    """Write CSV files as one Parquet with decided types; reuse it where it stands."""
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    with duckdb.connect() as session:
        session.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
        read = _all_text(session, files)
        try:
            columns = _decided(session, read, files, text)
            session.execute(f"COPY (SELECT {columns} FROM {read}) TO '{_quoted(part)}'"
                            " (FORMAT parquet)")  # fmt: skip
        except (duckdb.OutOfMemoryException, duckdb.IOException):
            raise  # no fault of the file: the engine says what lacks
        except duckdb.Error as error:
            raise _unreadable(files, error) from error
        else:
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    return target


def _quoted(path: Path | str) -> str:
    return str(path).replace("'", "''")


def _all_text(session: duckdb.DuckDBPyConnection, files: list[str]) -> str:
    listed = ", ".join(f"'{_quoted(file)}'" for file in files)
    nothing = ", ".join(f"'{word}'" for word in NOTHING)
    read = (
        f"read_csv([{listed}], all_varchar = true, header = true, union_by_name = false,"
        f" nullstr = [{nothing}])"
    )
    try:
        columns = session.execute(f"DESCRIBE SELECT * FROM {read}").fetchall()
    except duckdb.Error as error:
        raise _unreadable(files, error) from error
    if len(columns) == 1 and any(sign in columns[0][0] for sign in SIGNS):
        # One column with signs in its name: lines of unlike length made the reader give up.
        raise _unreadable(files, ValueError(columns[0][0]))
    return read


def _unreadable(files: list[str], error: Exception) -> StudyRefused:
    for file in files:
        if told := _not_text(file) or _uneven(file):
            return told
    name = Path(files[0]).name
    if line := re.search(r"line:?\s+(\d+)", str(error), re.IGNORECASE):
        return StudyRefused("csv-line", name=name, line=line.group(1))
    return StudyRefused("csv", name=name)


def _bytes_of(file: str) -> Any:
    return gzip.open(file, "rb") if file.lower().endswith(".gz") else Path(file).open("rb")


def _not_text(file: str) -> StudyRefused | None:
    """Which lines are no UTF-8: a file saved by an older spreadsheet, or no text at all."""
    lines: list[int] = []
    count = 0
    with _bytes_of(file) as source:
        for number, line in enumerate(source, start=1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                count += 1
                lines += [number] if len(lines) < PLACES else []
    if not count:
        return None
    return StudyRefused(
        "csv-coding", name=Path(file).name, count=Count(count), places=_places(lines)
    )


def _places(lines: list[int], at: str = "") -> Places:
    return Places((f"{at}regel {', '.join(map(str, lines))}",))


def _uneven(file: str) -> StudyRefused | None:
    """Which lines have more or fewer fields than the head; None where all have as many."""
    with io.TextIOWrapper(_bytes_of(file), encoding="utf-8-sig", newline="") as source:
        head = source.readline()
        sign = max(SIGNS, key=head.count)
        fields = len(next(csv.reader([head], delimiter=sign), []))
        reader = csv.reader(source, delimiter=sign)
        lines: list[int] = []
        count = 0
        try:
            for row in reader:
                if row and len(row) != fields:
                    count += 1
                    lines += [reader.line_num + 1] if len(lines) < PLACES else []
        except csv.Error:
            return None
    if not count:
        return None
    name = Path(file).name
    return StudyRefused(
        "csv-uneven", name=name, fields=fields, count=Count(count), places=_places(lines)
    )


def _decided(
    session: duckdb.DuckDBPyConnection, read: str, files: list[str], text: Sequence[str]
) -> str:
    """The list of columns for SELECT, each cast to the type that all its values have."""
    names = [row[0] for row in session.execute(f"DESCRIBE SELECT * FROM {read}").fetchall()]
    asked = [part for name in names for part in _questions('"' + name.replace('"', '""') + '"')]
    seen = session.execute(f"SELECT {', '.join(asked)} FROM {read}").fetchone() or ()
    chosen, mixed = [], []
    for place, name in enumerate(names):
        quoted = '"' + name.replace('"', '""') + '"'
        filled, whole, number, code, day = seen[place * 5 : place * 5 + 5]
        if name in text or not filled or code:
            chosen.append(quoted)
        elif day == filled:
            chosen.append(f"CAST({quoted} AS DATE) AS {quoted}")
        elif whole == filled:
            chosen.append(f"CAST({quoted} AS BIGINT) AS {quoted}")
        elif number == filled:
            chosen.append(f"CAST(replace({quoted}, ',', '.') AS DOUBLE) AS {quoted}")
        else:
            chosen.append(quoted)
            for count, what, pattern in (
                (number, "mixed-numbers", NUMBER),
                (day, "mixed-days", DAY),
            ):
                if count >= NEARLY_ALL * filled:
                    wrong = f"NOT regexp_full_match({quoted}, '{pattern}')"
                    if what == "mixed-days":
                        wrong += f" OR try_cast({quoted} AS DATE) IS NULL"
                    mixed.append(_mixed(session, (read, wrong), (name, what, filled - count)))
    if mixed:
        raise StudyRefused("mixed-types", name=Path(files[0]).name, columns=mixed)
    return ", ".join(chosen)


def _questions(column: str) -> tuple[str, ...]:
    return (
        f"count({column})",
        f"count(*) FILTER (regexp_full_match({column}, '{WHOLE}'))",
        f"count(*) FILTER (regexp_full_match({column}, '{NUMBER}'))",
        f"count(*) FILTER (regexp_full_match({column}, '{CODE}'))",
        f"count(*) FILTER (regexp_full_match({column}, '{DAY}')"
        f" AND try_cast({column} AS DATE) IS NOT NULL)",
    )


def _mixed(
    session: duckdb.DuckDBPyConnection, asked: tuple[str, str], about: tuple[str, str, int]
) -> Part:
    """Lines only: a value may be about a person."""
    (read, wrong), (name, what, count) = asked, about
    rows = session.execute(
        f"SELECT line FROM (SELECT *, row_number() OVER () + 1 AS line FROM {read})"
        f" WHERE {wrong} ORDER BY line LIMIT {PLACES}"
    ).fetchall()
    return Part(
        what, column=name, count=Count(count), places=_places([row[0] for row in rows], "op ")
    )
