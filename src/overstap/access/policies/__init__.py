"""Row-level security, as SQL files that migrations run in order. Read `actor.sql` first."""

from pathlib import Path

from django.db.migrations import RunSQL

FOLDER = Path(__file__).parent


def run_file(path: Path) -> RunSQL:
    """A migration operation that runs one SQL file, as the owner of the tables."""
    return RunSQL(path.read_text(encoding="utf-8"), reverse_sql=RunSQL.noop)


def run(name: str) -> RunSQL:
    """The same for a file beside this one."""
    return run_file(FOLDER / name)
