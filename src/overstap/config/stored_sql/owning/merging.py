"""What moves when two records of one person become one, and what moves back."""

from collections.abc import Iterator

from django.db import models

from overstap.kernel.declared import key as key_of
from overstap.kernel.whose import Moves, MovesAlone, Whose

ABOUT = """\
-- What moves when two records of one young person become one, and back when that was wrong. Asked by
-- rights.merge_people and rights.undo_merge alone (access/sql/merging.sql): they check who asks, lock
-- both records and end the involvement.
set role overstap_definer;

-- Rows of p_org go to the kept record; `joined_at` keeps them closed to every grant of before. What
-- has no such date moves only where nobody else reads (p_alone). Answers what moved, by table: the
-- key of each row, with its `joined_at` of before, or with a print of what it said.
create or replace function rights.move_to_kept(p_org uuid, p_kept uuid, p_merged uuid, p_alone boolean)
returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set timezone = 'UTC' as $$
declare
    moved jsonb := '{}';
    ids jsonb;
begin
[there]
    return moved;
end
$$;

-- Exactly what moved goes back, as far as it still stands at the kept record. A number, an address or a
-- telephone that was changed there since says something of whom that record is about, and stays.
create or replace function rights.move_back(p_kept uuid, p_merged uuid, p_moved jsonb) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set timezone = 'UTC' as $$
begin
[back]
end
$$;
"""  # noqa: E501
MOVES = """\
    with gone as (
        select r.id, r.joined_at from public.[table] r
        where r.person_id = p_merged and r.organisation_id = p_org[unlike]
    ), done as (
        update public.[table] r set person_id = p_kept, joined_at = clock_timestamp() from gone
        where r.id = gone.id returning gone.id, gone.joined_at
    )
    select coalesce(jsonb_object_agg(id, joined_at), '{}') into ids from done;
    moved := moved || jsonb_build_object('[table]', ids);"""
# A reference that the kept record has already stays where it is.
UNLIKE = """
          and (r.[last] = '' or not exists (
              select from public.[table] k where k.person_id = p_kept
                and k.organisation_id = p_org[alike]))"""
CHILDREN = """\
    update public.[child] c set person_id = p_kept
    where c.[key] in (select k::uuid from jsonb_object_keys(ids) k);"""
ALONE = """\
    if p_alone then
        with done as (
            update public.[table] r set person_id = p_kept
            where r.person_id = p_merged[unlike]
            returning r.[key], [print] as print
        )
        select coalesce(jsonb_object_agg([key], print), '{}') into ids from done;
        moved := moved || jsonb_build_object('[table]', ids);
    end if;"""
NONE_ALIKE = """
              and not exists (
                select from public.[table] k where k.person_id = p_kept[alike])"""
MOVES_BACK = """\
    update public.[table] r set person_id = p_merged, joined_at = m.value::timestamptz
    from jsonb_each_text(coalesce(p_moved -> '[table]', '{}')) m
    where r.id = m.key::uuid and r.person_id = p_kept;"""
# A merge of before has no prints: its rows go back as they are.
UNCHANGED_BACK = """\
    update public.[table] r set person_id = p_merged
    from jsonb_each_text(coalesce(p_moved -> '[table]', '{}')) m
    where r.[key] = m.key::uuid and r.person_id = p_kept and coalesce(m.value = [print], true);"""
# By this a row is known to be as it was; whose it is does not count.
PRINT = "md5((to_jsonb(r) - 'person_id')::text)"
ROWS_BACK = """\
    update public.[rows] r set person_id = p_merged
    where r.person_id = p_kept and r.[key] in (
        select k::uuid from jsonb_object_keys(coalesce(p_moved -> '[table]', '{}')) k);"""
type Tables = list[tuple[type[models.Model], Whose]]


def written(tables: Tables) -> str:
    """The whole file."""
    moving = [(model, whose.merged) for model, whose in tables]
    there = [text for model, how in moving for text in _there(model, how)]
    back = [text for model, how in moving for text in _back(model, how)]
    return _filled(ABOUT, there="\n".join(there), back="\n".join(back))


def _there(model: type[models.Model], how: object) -> Iterator[str]:
    table, key = model._meta.db_table, key_of(model)
    if isinstance(how, Moves):
        last = how.same.split()[-1] if how.same else ""
        unlike = _filled(UNLIKE, table=table, last=last, alike=_alike(how.same)) if last else ""
        yield _filled(MOVES, table=table, unlike=unlike)
        for child, of in how.children:
            yield _filled(CHILDREN, child=child, key=of)
    if isinstance(how, MovesAlone):
        unlike = _filled(NONE_ALIKE, table=table, alike=_alike(how.same))
        unlike = unlike if how.same or how.one else ""
        yield _filled(ALONE, table=table, key=key, unlike=unlike, print=PRINT)


def _back(model: type[models.Model], how: object) -> Iterator[str]:
    table, key = model._meta.db_table, key_of(model)
    if isinstance(how, Moves):
        yield _filled(MOVES_BACK, table=table)
        for child, of in how.children:
            yield _filled(ROWS_BACK, rows=child, key=of, table=table)
    if isinstance(how, MovesAlone):
        yield _filled(UNCHANGED_BACK, key=key, table=table, print=PRINT)


def _alike(same: str) -> str:
    return "".join(f" and k.{name} = r.{name}" for name in same.split())


def _filled(text: str, **words: str) -> str:
    for name, value in words.items():
        text = text.replace(f"[{name}]", value)
    return text
