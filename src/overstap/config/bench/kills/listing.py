"""Every scene: each kind of job that the code knows has one at least."""

from overstap.config.bench.kills import daily, documents, imports, research
from overstap.config.bench.kills.scenes import Scene


def tasks() -> list[str]:
    """Every kind of job that the code knows; the library's own are not ours to break."""
    from procrastinate.contrib.django import app

    app.perform_import_paths()
    return sorted(
        name
        for name, task in app.tasks.items()
        if not task.func.__module__.startswith("procrastinate.")
    )


def all_scenes() -> list[Scene]:
    """In the order of the rooms. Raises LookupError for a kind of job without a scene."""
    found = [*imports.SCENES, *documents.SCENES, *daily.SCENES, *research.SCENES]
    missing = set(tasks()) - {scene.job for scene in found}
    if missing:
        raise LookupError(f"no scene breaks these jobs: {', '.join(sorted(missing))}")
    return found
