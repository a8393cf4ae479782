-- Who has no account and was handed something: an actor of another kind, for one purpose and one row,
-- until it ends. Signed with the key of the actor over a message that no account can have.
set role overstap_definer;

create or replace function rights.holder_of(p_purpose text) returns uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    raw text := nullif(current_setting('overstap.holder', true), '');
    part text[];
    pads rights.signing_key;
begin
    if raw is null or raw !~ '^holder:[a-z_]{1,40}\.[0-9a-f-]{36}\.[0-9]{1,12}\.[0-9a-f]{64}$' then
        return null;
    end if;
    part := string_to_array(raw, '.');
    if part[1] <> 'holder:' || p_purpose or part[3]::bigint < extract(epoch from clock_timestamp()) then
        return null;
    end if;
    select * into pads from rights.signing_key;
    if sha256(convert_to(part[4], 'UTF8')) is distinct from sha256(convert_to(encode(
        sha256(pads.outer_pad || sha256(pads.inner_pad
            || convert_to(part[1] || '.' || part[2] || '.' || part[3], 'UTF8'))), 'hex'), 'UTF8'))
    then
        return null;
    end if;
    return part[2]::uuid;
end
$$;

grant execute on function rights.holder_of to overstap_app;
