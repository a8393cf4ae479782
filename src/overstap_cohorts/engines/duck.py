"""DuckDB: one machine, memory bounded, the rest on disk."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import ibis

from overstap_cohorts.engines.opened import Engine

# Of the memory asked for, what DuckDB may take; the rest is for Python, NumPy and what is read.
SHARE = 0.7


class DuckEngine(Engine):
    """Stages are one Parquet file each."""

    name = "duckdb"
    library = "duckdb"

    def __init__(self, backend: Any, folder: Path | str) -> None:
        super().__init__(backend, folder)
        self._registered: dict[str, list[str]] = {}

    def _view(self, name: str, files: list[str]) -> None:
        self._registered[name] = files
        self._make(name, _read(files))

    def _numbered_view(self, name: str, view: str) -> None:
        files = self._registered[name]
        read = _read(files, ", file_row_number = true, filename = '_file'")
        own = "* EXCLUDE (file_row_number, _file), file_row_number + 1"
        self._make(view, read.replace("*", f"{own} + {self._rows_before(files)} AS _row", 1))

    def _rows_before(self, files: list[str]) -> str:
        """How many rows stand in earlier files: numbers of a table are its own, not a file's."""
        if len(files) == 1:
            return "0"
        listed = ", ".join(f"'{_quoted(file)}'" for file in files)
        asked = f"SELECT file_name, num_rows FROM parquet_file_metadata([{listed}])"
        rows = dict(self.backend.con.execute(asked).fetchall())
        before, cases = 0, ""
        for file in files:
            cases += f" WHEN '{_quoted(file)}' THEN {before}"
            before += int(rows[file])
        return f"CASE _file{cases} END"

    def _make(self, view: str, read: str) -> None:
        self.backend.con.execute(f'CREATE OR REPLACE TEMP VIEW "{view}" AS {read}')

    def _write(self, sql: str, target: str) -> None:
        part = Path(target + ".part")
        part.parent.mkdir(parents=True, exist_ok=True)
        try:
            self.backend.con.execute(f"COPY ({sql}) TO '{_quoted(part)}' (FORMAT parquet)")
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)

    def _stands(self, target: str) -> bool:
        return Path(target).exists()

    def _files(self, target: str) -> list[str]:
        return [target]


def _quoted(path: Path | str) -> str:
    return str(path).replace("'", "''")


def _read(files: list[str], options: str = "") -> str:
    listed = ", ".join(f"'{_quoted(file)}'" for file in files)
    return f"SELECT * FROM read_parquet([{listed}]{options})"


@contextmanager
def open_duck(
    *, memory_gb: float, threads: int | None, folder: Path | str | None
) -> Iterator[DuckEngine]:
    """Open DuckDB in memory, with its temporary files inside `folder`."""
    kept = Path(folder) if folder is not None else Path(tempfile.mkdtemp(prefix="overstap-"))
    kept.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=".temporary-", dir=kept))
    settings: dict[str, Any] = {
        "memory_limit": f"{max(int(memory_gb * 1000 * SHARE), 256)}MB",
        "temp_directory": str(temporary),
        "TimeZone": "UTC",
        "enable_progress_bar": False,
        # A stage keeps the order of its expression: the rows of a person stay together.
        "preserve_insertion_order": True,
    }
    if threads:
        settings["threads"] = threads
    backend = ibis.duckdb.connect()
    try:
        for setting, value in settings.items():
            backend.con.execute(f"SET {setting} = {_literal(value)}")
        yield DuckEngine(backend, kept)
    finally:
        backend.disconnect()
        shutil.rmtree(temporary, ignore_errors=True)
        if folder is None:
            shutil.rmtree(kept, ignore_errors=True)


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else f"'{_quoted(value)}'"
