"""What an open engine can do: register files, answer expressions, keep stages.

A stage is an expression written to Parquet under a name made from its text, the hashes of the
files under it and the versions of the engine. The same question finds it again and is not counted
twice; a stage that was interrupted leaves nothing that could be taken for a result.
"""

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
from ibis.expr import operations as ops

from overstap_cohorts.engines.files import as_parquet, found_files, hash_of
from overstap_cohorts.refusals import StudyRefused

type Paths = Path | str | Sequence[Path | str]

# What engines say when a file under them is broken, whatever class of error they say it with.
BROKEN = (
    "parquet", "snappy", "zstd", "decompress", "corrupt", "thrift", "magic", "tprotocol",
    "invalid page", "end of stream", "eofexception", "cannot read file", "don't know what type",
)  # fmt: skip

FULL = ("no space left", "disk full", "disk quota exceeded")


class Engine(ABC):
    """Tables by name, stages in `folder`. Built by `open_engine`."""

    name: str
    library: str  # the package whose version decides what it writes

    def __init__(self, backend: Any, folder: Path | str) -> None:
        self.backend = backend
        self.folder = folder
        self.inputs: dict[str, str] = {}  # table -> hash of its files
        self.sources: dict[str, list[str]] = {}  # registered table -> its Parquet files
        self.stages: dict[str, list[str]] = {}  # stage -> its Parquet files
        self.reused: list[str] = []
        self._versions = {
            n: version(n) for n in ("ibis-framework", "overstap-cohorts", self.library)
        }

    # -- what comes in --------------------------------------------------------------------

    def register(self, name: str, paths: Paths, *, text: Sequence[str] = ()) -> Any:
        """Make Parquet or CSV files readable as the table `name`. Raises StudyRefused.

        A folder stands for the Parquet or CSV files in it. Columns named in `text` stay text,
        whatever they look like.
        """
        files = found_files(paths)
        self.inputs[name] = hash_of(files)
        if files[0].lower().endswith((".csv", ".csv.gz", ".txt")):
            # By another version, or with other columns as text, the same CSV may have other types.
            digest = self._hashed([self.inputs[name], sorted(text)])
            target = Path(self.folder) / f"{name}-{digest[:16]}.parquet"
            with self._reading(*files):
                files = [str(as_parquet(files, target, text=text))]
        self._demand_readable(files)
        self.sources[name] = files
        with self._reading():
            self._view(name, files)
        return self.backend.table(name)

    def numbered(self, name: str) -> Any:
        """The registered table with `_row`, from 1, counted on from one file to the next."""
        with self._reading():
            self._numbered_view(name, f"{name}_numbered")
        self.inputs[f"{name}_numbered"] = self.inputs[name]
        return self.backend.table(f"{name}_numbered")

    # -- what goes out --------------------------------------------------------------------

    def to_arrow(self, expression: Any) -> pa.Table:
        """Return the rows of an expression, bound or unbound, in no promised order."""
        with self._reading():
            return self.backend.to_pyarrow(expression)

    def save(self, name: str, expression: Any) -> Any:
        """Keep the expression as a stage and return it as a table; reuse it where it stands."""
        sql = self._sql(expression)
        digest = self._digest(sql, expression)
        target = self._target(name, digest)
        if self._stands(target):
            self.reused.append(name)
        else:
            with self._reading():
                self._write(sql, target)
        self.inputs[name] = digest
        files = self._files(target)
        self.stages[name] = files
        self._view(name, files)
        return self.backend.table(name)

    def batches(self, name: str, columns: list[str], *, rows: int) -> Iterator[pa.RecordBatch]:
        """Read a stage in the order in which it was written, `rows` at a time."""
        import pyarrow.parquet as pq

        for file in self.stages[name]:
            with self._reading(), self._opened(file) as source:
                yield from pq.ParquetFile(source).iter_batches(batch_size=rows, columns=columns)

    def rows(self, name: str) -> int:
        """The number of rows of a stage, from the ends of its files."""
        import pyarrow.parquet as pq

        total = 0
        for file in self.stages[name]:
            with self._opened(file) as source:
                total += int(pq.ParquetFile(source).metadata.num_rows)
        return total

    # -- for the engines ------------------------------------------------------------------

    @abstractmethod
    def _view(self, name: str, files: list[str]) -> None: ...

    @abstractmethod
    def _numbered_view(self, name: str, view: str) -> None: ...

    @abstractmethod
    def _write(self, sql: str, target: str) -> None: ...

    @abstractmethod
    def _stands(self, target: str) -> bool: ...

    @abstractmethod
    def _files(self, target: str) -> list[str]: ...

    @contextmanager
    def _opened(self, file: str) -> Iterator[Any]:
        with Path(file).open("rb") as source:
            yield source

    # -- inside ---------------------------------------------------------------------------

    def _sql(self, expression: Any) -> str:
        return str(self.backend.compile(expression))

    def _target(self, name: str, digest: str) -> str:
        return str(Path(self.folder) / f"{name}-{digest[:16]}.parquet")

    def _digest(self, sql: str, expression: Any) -> str:
        under = {node.name for node in expression.op().find((ops.DatabaseTable, ops.UnboundTable))}
        known = {table: self.inputs[table] for table in sorted(under) if table in self.inputs}
        return self._hashed([self.name, sql, known])

    def _hashed(self, said: list[Any]) -> str:
        """What a stage is known by: what it says, and the versions that make it of that."""
        text = json.dumps([self._versions, *said], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def _demand_readable(self, files: list[str]) -> None:
        """Open every Parquet file's end, where a broken one shows."""
        import pyarrow.parquet as pq

        for file in files:
            if "://" in file:
                continue
            try:
                pq.read_metadata(file)
            except (pa.ArrowException, OSError) as error:
                raise _broken([Path(file).name]) from error

    @contextmanager
    def _reading(self, *read: str) -> Iterator[None]:
        """Say in a sentence what an engine says about a broken file, or too little room.

        `read`: the files that are being read; else all that are registered.
        """
        try:
            yield
        except StudyRefused:
            raise
        except Exception as error:
            said = f"{type(error).__name__} {error}".lower()
            if "outofmemory" in said or "out of memory" in said:
                raise StudyRefused("memory") from error
            if any(word in said for word in FULL):
                raise StudyRefused("disk-full") from error
            files = [*read, *(file for each in self.sources.values() for file in each)]
            found = [file for file in files if not _reads_to_its_end(file)]
            if found or any(word in said for word in BROKEN):
                shown = dict.fromkeys(Path(file).name for file in found or files)
                raise _broken(list(shown)) from error
            raise


def _reads_to_its_end(file: str) -> bool:
    """Whether a Parquet file of this machine can be read. Engines say it of none by its name, and
    in more ways than one can list."""
    import pyarrow.parquet as pq

    if "://" in file or not file.endswith(".parquet"):
        return True
    try:
        with pq.ParquetFile(file) as source:
            for _ in source.iter_batches():
                pass
    except (pa.ArrowException, OSError):
        return False
    return True


def _broken(names: list[str]) -> StudyRefused:
    if not names:
        return StudyRefused("corrupt-stage")
    return StudyRefused("corrupt-parquet", name=names[:5])


def unbound(name: str, columns: dict[str, str]) -> Any:
    """An unbound table: an expression over it runs on any engine that knows the name."""
    return ibis.table(columns, name=name)
