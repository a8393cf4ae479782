"""What imports keep no longer than they need: staged values of old runs, and runs left standing."""

from typing import Any

KEEP_DAYS = 60
"""Days that a list can be undone. An assumption, to be confirmed with the organisations."""


def forget_old_runs(cursor: Any, days: int = KEEP_DAYS, *, dry_run: bool = False) -> int:
    """Empties what was staged of runs that ended `days` ago, and ends runs left standing so long.

    As owner, by retention. Counts and outcomes stay: they name nobody. Answers how many runs.
    """
    cursor.execute(
        "select u.id, u.finished_at is null from exchange_importrun u"
        " where coalesce(u.finished_at, u.started_at) < now() - make_interval(days => %s)"
        " and (u.finished_at is null or exists (select from exchange_importrow r"
        "   where r.run_id = u.id"
        "   and (r.values <> '{}' or r.number_hash <> '' or r.changes <> '[]'))"
        "   and u.kind = 'pupils')",
        [days],
    )
    found = cursor.fetchall()
    if dry_run or not found:
        return len(found)
    left = [run for run, standing in found if standing]
    cursor.execute("delete from exchange_importfile where run_id = any(%s)", [left])
    cursor.execute(
        "update exchange_importrun set state = 'cancelled', finished_at = now() where id = any(%s)",
        [left],
    )
    cursor.execute(
        "update exchange_importrow set values = '{}', changes = '[]', meant = '[]',"
        " number_hash = '', number_cipher = null, number_kind = ''"
        " where run_id = any(%s) and run_id in"
        " (select id from exchange_importrun where kind = 'pupils')",
        [[run for run, _standing in found]],
    )
    return len(found)
