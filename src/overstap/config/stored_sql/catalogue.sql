-- Every object of stored SQL as the database itself writes it: kind, identity, definition. Schemas public
-- and rights, without what extensions and the job queue bring, and without the partitions of a table,
-- which have the policies and grants of their parent.
with things as (
    select case c.relkind when 'S' then 'sequence' else 'table' end as sort, n.nspname, c.relname as name,
           c.relowner as owner, '' as part, coalesce(c.relacl, acldefault(
               case c.relkind when 'S' then 's'::"char" else 'r'::"char" end, c.relowner)) as acl
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'rights') and c.relkind in ('r', 'p', 'v', 'S') and not c.relispartition
      and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e' and d.classid = 'pg_class'::regclass)
    union all
    select 'table', n.nspname, c.relname, c.relowner, a.attname, a.attacl
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'rights') and a.attacl is not null and not c.relispartition
    union all
    select 'function', n.nspname, p.proname, p.proowner, '',
           coalesce(p.proacl, acldefault('f', p.proowner))
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname in ('public', 'rights') and p.prokind = 'f' and p.proname not like 'procrastinate\_%'
      and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e' and d.classid = 'pg_proc'::regclass)
), given as (
    select t.sort || ' ' || t.nspname || '.' || t.name as identity,
           concat_ws(' ', case when g.grantee = 0 then 'public' else pg_get_userbyid(g.grantee)::text end,
               g.privilege_type, nullif(t.part, ''), case when g.is_grantable then 'grantable' end) as line
    from things t, aclexplode(t.acl) g
    where g.grantee <> t.owner
)
-- Functions
select 'function', n.nspname || '.' || p.proname,
       string_agg(pg_get_userbyid(p.proowner) || ' ' || pg_get_functiondef(p.oid), e'\n'
                  order by pg_get_function_identity_arguments(p.oid))
from pg_proc p join pg_namespace n on n.oid = p.pronamespace
where n.nspname in ('public', 'rights') and p.prokind = 'f' and p.proname not like 'procrastinate\_%'
  and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e' and d.classid = 'pg_proc'::regclass)
group by 1, 2
union all
-- Views
select 'view', n.nspname || '.' || c.relname,
       concat_ws(' ', pg_get_userbyid(c.relowner), c.reloptions::text, pg_get_viewdef(c.oid))
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname in ('public', 'rights') and c.relkind = 'v' and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e' and d.classid = 'pg_class'::regclass)
union all
-- Triggers, and whether they are switched on
select 'trigger', t.tgname || ' on ' || n.nspname || '.' || c.relname,
       concat_ws(' ', t.tgenabled, pg_get_triggerdef(t.oid))
from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
where n.nspname in ('public', 'rights') and not t.tgisinternal and t.tgparentid = 0 and not c.relispartition and c.relname not like 'procrastinate\_%'
union all
-- Policies
select 'policy', p.polname || ' on ' || n.nspname || '.' || c.relname,
       concat_ws(' ', p.polcmd, p.polpermissive,
           (select string_agg(case when r = 0 then 'public' else pg_get_userbyid(r)::text end, ',' order by 1)
            from unnest(p.polroles) r),
           'using', pg_get_expr(p.polqual, p.polrelid), 'check', pg_get_expr(p.polwithcheck, p.polrelid))
from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace
where n.nspname in ('public', 'rights')
union all
-- Row-level security
select 'security', n.nspname || '.' || c.relname, concat_ws(' ', c.relrowsecurity, c.relforcerowsecurity)
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname in ('public', 'rights') and c.relrowsecurity and not c.relispartition and c.relname not like 'procrastinate\_%'
union all
-- Rights that somebody else than the owner has
select 'grants', identity, string_agg(distinct line, e'\n' order by line) from given group by identity
