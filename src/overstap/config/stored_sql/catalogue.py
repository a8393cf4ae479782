"""What stored SQL a database holds now, read from its catalogues; any role may ask.

Covers schemas `public` and `rights` without what extensions and the job queue bring, and without
the partitions of a table, which have the policies and grants of their parent.
"""

import hashlib
from typing import Any

Key = tuple[str, str]

# Names are written out in full whatever the session's search_path, so that every role reads alike.
PATH = "set local search_path = pg_catalog, pg_temp"
OURS = "n.nspname in ('public', 'rights')"
NO_EXTENSION = (
    "not exists (select from pg_depend d where d.objid = {0}.oid and d.deptype = 'e'"
    " and d.classid = '{1}'::regclass)"
)
NO_PARTITION = "not c.relispartition and c.relname not like 'procrastinate\\_%'"

FUNCTIONS = f"""
select 'function', n.nspname || '.' || p.proname,
       string_agg(pg_get_userbyid(p.proowner) || ' ' || pg_get_functiondef(p.oid), e'\\n'
                  order by pg_get_function_identity_arguments(p.oid))
from pg_proc p join pg_namespace n on n.oid = p.pronamespace
where {OURS} and p.prokind = 'f' and p.proname not like 'procrastinate\\_%'
  and {NO_EXTENSION.format("p", "pg_proc")}
group by 1, 2
"""
VIEWS = f"""
select 'view', n.nspname || '.' || c.relname,
       concat_ws(' ', pg_get_userbyid(c.relowner), c.reloptions::text, pg_get_viewdef(c.oid))
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where {OURS} and c.relkind = 'v' and {NO_EXTENSION.format("c", "pg_class")}
"""
TRIGGERS = f"""
select 'trigger', t.tgname || ' on ' || n.nspname || '.' || c.relname,
       concat_ws(' ', t.tgenabled, pg_get_triggerdef(t.oid))
from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
where {OURS} and not t.tgisinternal and t.tgparentid = 0 and {NO_PARTITION}
"""
POLICIES = f"""
select 'policy', p.polname || ' on ' || n.nspname || '.' || c.relname,
       concat_ws(' ', p.polcmd, p.polpermissive,
           (select string_agg(case when r = 0 then 'public' else pg_get_userbyid(r)::text end, ',' order by 1)
            from unnest(p.polroles) r),
           'using', pg_get_expr(p.polqual, p.polrelid), 'check', pg_get_expr(p.polwithcheck, p.polrelid))
from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace
where {OURS}
"""
SECURITY = f"""
select 'security', n.nspname || '.' || c.relname, concat_ws(' ', c.relrowsecurity, c.relforcerowsecurity)
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where {OURS} and c.relrowsecurity and {NO_PARTITION}
"""
GRANTS = f"""
with things as (
    select case c.relkind when 'S' then 'sequence' else 'table' end as sort, n.nspname, c.relname as name,
           c.relowner as owner, '' as part, coalesce(c.relacl, acldefault(
               case c.relkind when 'S' then 's'::"char" else 'r'::"char" end, c.relowner)) as acl
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where {OURS} and c.relkind in ('r', 'p', 'v', 'S') and not c.relispartition
      and {NO_EXTENSION.format("c", "pg_class")}
    union all
    select 'table', n.nspname, c.relname, c.relowner, a.attname, a.attacl
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where {OURS} and a.attacl is not null and not c.relispartition
    union all
    select 'function', n.nspname, p.proname, p.proowner, '',
           coalesce(p.proacl, acldefault('f', p.proowner))
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where {OURS} and p.prokind = 'f' and p.proname not like 'procrastinate\\_%'
      and {NO_EXTENSION.format("p", "pg_proc")}
), given as (
    select t.sort || ' ' || t.nspname || '.' || t.name as identity,
           concat_ws(' ', case when g.grantee = 0 then 'public' else pg_get_userbyid(g.grantee)::text end,
               g.privilege_type, nullif(t.part, ''), case when g.is_grantable then 'grantable' end) as line
    from things t, aclexplode(t.acl) g
    where g.grantee <> t.owner
)
select 'grants', identity, string_agg(distinct line, e'\\n' order by line) from given group by identity
"""


def definitions(cursor: Any) -> dict[Key, str]:
    """Every object of these kinds as the database itself writes it. Inside a transaction."""
    cursor.execute("select current_setting('search_path')")
    before = cursor.fetchone()[0]
    cursor.execute(PATH)
    found: dict[Key, str] = {}
    for query in (FUNCTIONS, VIEWS, TRIGGERS, POLICIES, SECURITY, GRANTS):
        cursor.execute(query)
        found.update({(kind, identity): text for kind, identity, text in cursor.fetchall()})
    cursor.execute("select set_config('search_path', %s, true)", [before])
    return found


def digests(cursor: Any) -> dict[Key, str]:
    """The same, as digests."""
    return {
        key: hashlib.sha256(text.encode()).hexdigest() for key, text in definitions(cursor).items()
    }
