"""Spark: several machines, for data that one machine cannot hold. See docs/howto/spark.md."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyarrow as pa
from ibis.backends.pyspark import Backend
from ibis.formats.pyarrow import PyArrowData

from overstap_cohorts.engines.opened import Engine
from overstap_cohorts.refusals import StudyRefused


class ArrowBackend(Backend):
    """Ibis on Spark, with results by Arrow: by way of pandas a whole column with a gap is float."""

    def to_pyarrow(
        self, expr: Any, /, *, params: Any = None, limit: Any = None, **kwargs: Any
    ) -> Any:
        self._run_pre_execute_hooks(expr)
        table = expr.as_table()
        sql = self.compile(table, params=params, limit=limit, **kwargs)
        found: pa.Table = self._session.sql(sql).toArrow()
        return expr.__pyarrow_result__(PyArrowData.convert_table(found, table.schema()))

    def execute(self, expr: Any, /, *, params: Any = None, limit: Any = None, **kwargs: Any) -> Any:
        found = self.to_pyarrow(expr, params=params, limit=limit, **kwargs)
        return found.as_py() if isinstance(found, pa.Scalar) else found.to_pandas()


class SparkEngine(Engine):
    """Stages are folders of Parquet; complete when Spark has put its mark (_SUCCESS) in them.

    `folder` must be one that every executor and this process can reach: a local or shared folder,
    or an address such as s3a://bucket/study or hdfs://...
    """

    name = "spark"
    library = "pyspark"

    def __init__(self, backend: Any, folder: Path | str) -> None:
        super().__init__(backend, folder)
        self._registered: dict[str, list[str]] = {}

    @property
    def session(self) -> Any:
        return self.backend._session

    def _view(self, name: str, files: list[str]) -> None:
        self._registered[name] = files
        frame = self.session.read.parquet(*files)
        frame.createOrReplaceTempView(name)

    def _numbered_view(self, name: str, view: str) -> None:
        files = self._registered[name]
        frame = self.session.read.parquet(*files)
        before = self._rows_before(frame) if len(files) > 1 or "://" in files[0] else "0"
        row = f"_metadata.row_index + 1 + {before} AS _row"
        frame.selectExpr("*", row).createOrReplaceTempView(view)

    def _rows_before(self, frame: Any) -> str:
        """How many rows stand in earlier files: numbers of a table are its own, not a file's."""
        counted = frame.selectExpr("_metadata.file_path AS file").groupBy("file").count().collect()
        before, cases = 0, ""
        for row in sorted(counted, key=lambda row: unquote(row["file"])):
            file = row["file"].replace("\\", "\\\\").replace("'", "\\'")
            cases += f" WHEN '{file}' THEN {before}"
            before += int(row["count"])
        return f"CASE _metadata.file_path{cases} ELSE 0 END"

    def _write(self, sql: str, target: str) -> None:
        # Spark writes beside the target and moves its parts there when all are done.
        self.session.sql(sql).write.mode("overwrite").parquet(target)

    def _stands(self, target: str) -> bool:
        return bool(self._system(target).exists(self._path(f"{target}/_SUCCESS")))

    def _files(self, target: str) -> list[str]:
        found = self._system(target).listStatus(self._path(target))
        names = sorted(str(status.getPath().getName()) for status in found)
        return [f"{target}/{name}" for name in names if name.endswith(".parquet")]

    @contextmanager
    def _opened(self, file: str) -> Iterator[Any]:
        if "://" not in file:
            with Path(file).open("rb") as source:
                yield source
            return
        from pyarrow import fs

        system, path = fs.FileSystem.from_uri(file.replace("s3a://", "s3://", 1))
        with system.open_input_file(path) as source:
            yield source

    def _target(self, name: str, digest: str) -> str:
        folder = str(self.folder).rstrip("/")
        return f"{folder}/{name}-{digest[:16]}.parquet"

    def _path(self, path: str) -> Any:
        return self.session._jvm.org.apache.hadoop.fs.Path(path)

    def _system(self, path: str) -> Any:
        """Hadoop's file system: the same questions for a folder and for object storage."""
        return self._path(path).getFileSystem(self.session._jsc.hadoopConfiguration())


@contextmanager
def open_spark(
    *, memory_gb: float, threads: int | None, master: str | None, folder: Path | str | None
) -> Iterator[SparkEngine]:
    """Start Spark, or join the session that runs in this process already."""
    far = folder is not None and "://" in str(folder)
    kept: Path | str
    if far:
        kept = str(folder)
    else:
        kept = Path(folder) if folder is not None else Path(tempfile.mkdtemp(prefix="overstap-"))
        kept.mkdir(parents=True, exist_ok=True)
        kept = kept.resolve()
    master = master or f"local[{threads or '*'}]"
    session, mine = _session(master, memory_gb)
    try:
        ArrowBackend.register_options()
        backend = ArrowBackend()
        backend.do_connect(session)
        yield SparkEngine(backend, kept)
    finally:
        if mine:
            session.stop()
        if folder is None:
            shutil.rmtree(kept, ignore_errors=True)


def _session(master: str, memory_gb: float) -> tuple[Any, bool]:
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise StudyRefused("no-spark") from error
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        raise StudyRefused("no-java")
    running = SparkSession.getActiveSession()
    if running is not None:
        _set(running)
        return running, False
    if master.startswith("local"):
        # Executors of one machine talk to each other over the loopback address only.
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    builder = SparkSession.builder.master(master).appName("overstap")
    settings = {
        "spark.driver.memory": f"{max(int(memory_gb * 1000) - 500, 512)}m",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
    }
    for setting, value in settings.items():
        builder = builder.config(setting, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    _set(session)
    return session, True


def _set(session: Any) -> None:
    """Dates mean the same everywhere, and small files are not cut into hundreds of parts."""
    session.conf.set("spark.sql.session.timeZone", "UTC")
    session.conf.set("spark.sql.adaptive.enabled", "true")
