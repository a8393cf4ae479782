-- The signed actor: everything else asks who it is here.
set role overstap_definer;

create or replace function rights.today() returns date
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    frozen date;
begin
    select day into frozen from rights.frozen_day;
    return coalesce(frozen, (now() at time zone 'Europe/Brussels')::date);
end
$$;

-- Whether a period runs today: of a grant, an involvement, a membership. For functions of definer; the
-- planner puts its text in their place, so an index on from_on serves as before. No `set search_path`, which
-- would forbid that: whoever calls it has one. Policies say it in their own way, with today asked once.
create or replace function rights.runs(p_from date, p_until date) returns boolean
language sql stable as $$
    select p_from <= rights.today() and (p_until is null or p_until > rights.today())
$$;

-- The day on which somebody turns p_years; born on 29 February: 1 March in a common year.
create or replace function rights.birthday(p_birth date, p_years integer) returns date
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select d + case when extract(day from p_birth) = 29 and extract(day from d) = 28 then 1 else 0 end
    from (select (p_birth + make_interval(years => p_years))::date as d) turned
$$;

-- The signed account, or NULL: no setting, wrong form, expired, or a wrong signature. Once verified it
-- stands in the scope of the transaction (signed_scope.sql).
create or replace function rights.actor_id() returns uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    raw text := nullif(current_setting('overstap.actor', true), '');
    part text[];
    pads rights.signing_key;
    known text := rights.in_scope('actor');
begin
    if known is not null then
        return known::uuid;
    end if;
    if raw is null or raw !~ '^[0-9a-f-]{36}\.[0-9]{1,12}\.[0-9a-f]{64}$' then
        return null;
    end if;
    part := string_to_array(raw, '.');
    if part[2]::bigint < extract(epoch from clock_timestamp()) then
        return null;
    end if;
    select * into pads from rights.signing_key;
    -- Comparing digests of the signatures, not the signatures: time tells nothing.
    if sha256(convert_to(part[3], 'UTF8')) is distinct from sha256(convert_to(encode(
        sha256(pads.outer_pad || sha256(pads.inner_pad || convert_to(part[1] || '.' || part[2], 'UTF8'))),
        'hex'), 'UTF8'))
    then
        return null;
    end if;
    return part[1]::uuid;
end
$$;

create or replace function rights.is_active() returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return coalesce(rights.in_scope('active')::boolean, exists (
        select from public.access_user u where u.id = (select rights.actor_id()) and u.is_active));
end
$$;

create or replace function rights.refuse(p_code text) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    raise exception '%', p_code using errcode = 'insufficient_privilege';
end
$$;

grant execute on function rights.actor_id, rights.birthday, rights.is_active, rights.refuse, rights.today to
    overstap_app, overstap_system;
