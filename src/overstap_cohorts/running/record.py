"""What a run stands on: versions, and hashes of the study and its files."""

import hashlib
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

from overstap_cohorts.engines.files import digest_of, found_files
from overstap_cohorts.study.definition import FlatData, Study

LIBRARIES = (
    "duckdb",
    "ibis-framework",
    "numpy",
    "overstap-cohorts",
    "pandas",
    "scipy",
    "statsmodels",
)


def record_of(study: Study, engine: str) -> dict[str, Any]:
    """Names of files only, never their folders. Raises StudyRefused for a file that is not there.

    Persons and spells may well have one name, in two folders: then each is named by what it is.
    """
    data = study.data
    paths = (
        {"file": data.file}
        if isinstance(data, FlatData)
        else {"persons": data.persons, "spells": data.spells}
    )
    alike = len({path.name for path in paths.values()}) < len(paths)
    return {
        "engine": engine,
        "inputs": {
            f"{what} {path.name}" if alike else path.name: fingerprint(path)
            for what, path in paths.items()
        },
        "python": platform.python_version(),
        "seed": study.seed,
        "study": digest_of(study.source).hex() if study.source else None,
        "versions": {name: version(name) for name in LIBRARIES},
    }


def fingerprint(path: Path) -> str:
    """SHA-256 of the file that a study reads; of several, of their hashes in order of name.

    What lies on object storage is known by its address only, and says so.
    """
    files = found_files(path)
    if "://" in files[0]:
        return f"address {hashlib.sha256(str(path).encode()).hexdigest()}"
    if files == [str(path)]:
        return digest_of(path).hex()
    parts = "".join(digest_of(file).hex() for file in files)
    return hashlib.sha256(parts.encode()).hexdigest()
