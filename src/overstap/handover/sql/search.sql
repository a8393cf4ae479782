-- Finding handovers by name.
set role overstap_definer;

-- Handovers of one organisation, the actor's, of people whose name holds every word; a word of one or two letters
-- counts where a word begins, a longer one anywhere, and one of five also when the name has spaces in it.
-- A name cannot be compared in a policy-bound query without running the policy for every row (strpos is not
-- leakproof): so this repeats who may read the handover and the person, and answers ids alone.
create or replace function rights.search_handovers(p_org uuid, p_words text[], p_limit integer) returns setof uuid
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    with named as materialized (
        select h.id, h.person_id, p.sort_key
        from public.handover_handover h join public.people_person p on p.id = h.person_id
        where p_org = any ((select rights.my_orgs())::uuid[])
          and (h.sender_id = p_org or (h.receiver_id = p_org
               and h.state in ('sent', 'seen', 'question', 'accepted', 'declined', 'contacted', 'closed')))
          and not exists (
              select from unnest(p_words) w
              where strpos(' ' || p.sort_key, case when length(w) < 3 then ' ' else '' end || w) = 0
                and (length(w) < 5 or strpos(replace(p.sort_key, ' ', ''), w) = 0)))
    select n.id from named n
    -- Asked for each that was found: as a join it would read the grants of everybody.
    where coalesce((select true from public.access_grant g
                    where g.person_id = n.person_id and g.organisation_id = p_org and rights.runs(g.from_on, g.until_on)
                    limit 1), false)
    order by n.sort_key, n.id limit least(p_limit, 200)
$$;

grant execute on function rights.search_handovers to overstap_app;
