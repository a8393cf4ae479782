"""What a run stands on: versions, and hashes of the study and its files."""

import hashlib
import platform
import re
from importlib.metadata import version
from pathlib import Path
from typing import Any

from overstap.cohorts.study.definition import FlatData, Study

ADDRESS = re.compile(r"^[a-z][a-z0-9+]*:/")  # a path folds the two slashes of an address
LIBRARIES = ("duckdb", "ibis-framework", "numpy", "overstap", "pandas", "scipy", "statsmodels")


def record_of(study: Study, engine: str) -> dict[str, Any]:
    """Names of files only, never their folders."""
    data = study.data
    paths = [data.file] if isinstance(data, FlatData) else [data.persons, data.spells]
    return {
        "engine": engine,
        "inputs": {path.name: fingerprint(path) for path in paths},
        "python": platform.python_version(),
        "seed": study.seed,
        "study": fingerprint(study.source) if study.source else None,
        "versions": {name: version(name) for name in LIBRARIES},
    }


def fingerprint(path: Path) -> str:
    """SHA-256 of a file; of a folder of files, of their hashes in order of name.

    What lies on object storage is known by its address only, and says so.
    """
    if ADDRESS.match(str(path)):
        return f"address {hashlib.sha256(str(path).encode()).hexdigest()}"
    if path.is_dir():
        parts = "".join(fingerprint(part) for part in sorted(path.rglob("*")) if part.is_file())
        return hashlib.sha256(parts.encode()).hexdigest()
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
