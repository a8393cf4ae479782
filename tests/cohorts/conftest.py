"""One Spark for the whole session: executors in processes of their own, as on a real cluster."""

import os
import shutil
import sys
from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """Two executors of one core and 1 GB. Skips, with a message, without Java or Spark."""
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        pytest.skip("Spark needs Java 17: not on this machine")
    sql = pytest.importorskip("pyspark.sql", reason="not installed: overstap-cohorts[spark]")
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    os.environ["PYSPARK_PYTHON"] = sys.executable
    # The quick compiler only: what the thorough one costs, a session of a minute never earns back.
    java = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
    builder = sql.SparkSession.builder.master("local-cluster[2,1,1024]").appName("overstap-tests")
    for setting, value in {
        "spark.driver.memory": "1g",
        "spark.driver.extraJavaOptions": java,
        "spark.executor.extraJavaOptions": java,
        "spark.sql.shuffle.partitions": "3",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.catalogImplementation": "in-memory",
    }.items():
        builder = builder.config(setting, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()
