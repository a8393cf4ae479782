"""What imports keep no longer than they need: staged values of old runs, and runs left standing."""

from typing import Any
from uuid import UUID

# A few cells of a list, shown while somebody says which column is what.
_WITHOUT_EXAMPLES = """
update exchange_importrun u set header = jsonb_set(header, '{columns}', (
    select coalesce(jsonb_agg(c || '{"examples": []}' order by n), '[]')
    from jsonb_array_elements(u.header -> 'columns') with ordinality x(c, n)))
where jsonb_path_exists(header, '$.columns[*].examples[*]') and
"""
# Rows that know somebody: by reference, among whom it may mean, by number, or by name and day.
_MENTIONED = """
delete from exchange_importrow r where r.person_id = %(person)s
   or r.meant ? %(text)s or r.number_hash in (
        select n.lookup_hash from people_nationalnumber n where n.person_id = %(person)s
        union all
        select f.lookup_hash from people_formernumber f where f.person_id = %(person)s
        union all
        select c.lookup_hash from people_numberchange c
        where c.person_id = %(person)s and c.closed_at is null)
   or exists (select from people_person p where p.id = %(person)s
        and r.values ->> 'sort_key' = p.sort_key and rights.births_meet(p.birth_date,
            p.birth_precision, rights.first_birth(r.values ->> 'birth_date'),
            rights.precision_of(r.values ->> 'birth_date')))
returning r.run_id
"""


def forget_in_lists(cursor: Any, person_id: UUID) -> int:
    """Deletes the rows of lists about somebody, and ends the lists that would bring them back.

    As owner, before the person is deleted. The examples of every list go: a cell names its person
    without saying who it is. Answers how many rows.
    """
    cursor.execute(_MENTIONED, {"person": person_id, "text": str(person_id)})
    found = cursor.fetchall()
    runs = list({run for (run,) in found})
    cursor.execute("delete from exchange_importfile where run_id = any(%s)", [runs])
    cursor.execute(
        "update exchange_importrun set state = 'cancelled', finished_at = now()"
        " where id = any(%s) and finished_at is null",
        [runs],
    )
    cursor.execute(_WITHOUT_EXAMPLES + "true")
    return len(found)


def forget_old_runs(cursor: Any, days: int, *, dry_run: bool = False) -> int:
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
    if dry_run:
        return len(found)
    # No column is chosen any more: the examples have nothing left to explain.
    cursor.execute(_WITHOUT_EXAMPLES + "finished_at is not null")
    if not found:
        return 0
    left = [run for run, standing in found if standing]
    cursor.execute("delete from exchange_importfile where run_id = any(%s)", [left])
    cursor.execute(
        "update exchange_importrun set state = 'cancelled', finished_at = now() where id = any(%s)",
        [left],
    )
    cursor.execute(
        "update exchange_importrow set values = '{}', changes = '[]', meant = '[]',"
        " problems = '[]', why = '', number_hash = '', number_cipher = null, number_kind = ''"
        " where run_id = any(%s) and run_id in"
        " (select id from exchange_importrun where kind = 'pupils')",
        [[run for run, _standing in found]],
    )
    return len(found)
