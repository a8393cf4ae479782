-- What the actor is, looked up once a transaction and signed by the database with a key of its own: the
-- functions of scope.sql believe it, and need not ask the tables again in every policy (ADR 42).
-- A scope counts for the claim, the backend and the transaction that it was made for, for some seconds, and
-- as long as that transaction changed nothing that it follows from. It is made before the transaction
-- writes anything, so that none can come from work that was rolled back.
set role overstap_definer;

-- One part of the scope of this transaction, or NULL where there is none that counts.
create or replace function rights.in_scope(p_part text) returns text
language plpgsql stable as $$
declare
    signed text := current_setting('overstap.scope', true);
    body text;
    pads rights.scope_key;
begin
    if signed is null or signed = '' then
        return null;
    end if;
    body := left(signed, -64);
    select * into pads from rights.scope_key;
    -- Digests of the signatures are compared, not the signatures: time tells nothing.
    if sha256(convert_to(right(signed, 64), 'UTF8')) is distinct from sha256(convert_to(encode(
        sha256(pads.outer_pad || sha256(pads.inner_pad || convert_to(rights.scope_message(body), 'UTF8'))),
        'hex'), 'UTF8'))
        or split_part(body, '|', 1)::float8 < extract(epoch from clock_timestamp())::float8
    then
        return null;
    end if;
    if pg_current_xact_id_if_assigned() is not null then
        if exists (select from rights.scope_change c
            where c.backend = pg_backend_pid() and c.txid = pg_current_xact_id_if_assigned())
        then
            return null;
        end if;
    end if;
    return split_part(body, '|', 1 + array_position(
        '{actor,active,roles,orgs,led,admin,member,research,reading,selves,wards,full_wards,deciding}'::text[],
        p_part));
end
$$;

-- What is signed: the scope, for whom, in which backend and transaction. The planner writes it out.
create or replace function rights.scope_message(p_body text) returns text
language sql stable as $$
    select concat_ws('|', p_body, pg_backend_pid(), extract(epoch from now()),
        current_setting('overstap.actor', true))
$$;

-- Signs in for this transaction: the claim that the server signed, and the scope that follows from it.
-- With no claim, or one that is not believed, nobody acts.
create or replace function rights.act_as(p_claim text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    who uuid;
    body text;
    memberships text;
    pads rights.scope_key;
    of_person text := '{}|{}|{}|{}';
begin
    perform set_config('overstap.actor', coalesce(p_claim, ''), true), set_config('overstap.scope', '', true);
    who := rights.actor_id();
    -- What this transaction wrote may be rolled back to a savepoint: then each policy asks for itself. So
    -- too in the message that began it: the next transaction of that same message has the same now().
    if who is null or pg_current_xact_id_if_assigned() is not null or statement_timestamp() <= now() then
        return;
    end if;
    select * into pads from rights.scope_key;
    if not found then
        return;
    end if;
    select concat_ws('|', coalesce(string_agg(m.role || ':' || m.organisation_id, ','), ''),
        coalesce(array_agg(distinct m.organisation_id) filter (where m.role = any (rights.file_roles())), '{}'),
        coalesce(array_agg(distinct m.organisation_id) filter (where m.role = any (rights.lead_roles())), '{}'),
        coalesce(array_agg(distinct m.organisation_id) filter (where m.role = any (rights.admin_roles())), '{}'),
        coalesce(array_agg(distinct m.organisation_id) filter (where m.role = any (rights.all_roles())), '{}'),
        coalesce(array_agg(distinct m.organisation_id) filter (where m.role = any (rights.study_roles())), '{}'),
        coalesce(array_agg(distinct m.organisation_id) filter (where m.role = any (rights.report_roles())), '{}'))
    into memberships
    from rights.memberships() m;
    if exists (select from public.access_personaccount a where a.user_id = who) then
        of_person := concat_ws('|', rights.my_selves(), rights.my_wards(), rights.my_full_wards(),
            rights.deciding_wards());
    end if;
    body := concat_ws('|', least(split_part(p_claim, '.', 2)::numeric, extract(epoch from clock_timestamp()) + 15),
        who, rights.is_active(), memberships, of_person);
    perform set_config('overstap.scope', body || encode(sha256(pads.outer_pad || sha256(
        pads.inner_pad || convert_to(rights.scope_message(body), 'UTF8'))), 'hex'), true);
end
$$;

-- Notes that this transaction changed what a scope follows from. Rolled back with the change itself.
create or replace function rights.note_scope_change() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into rights.scope_change (backend, txid) values (pg_backend_pid(), pg_current_xact_id())
    on conflict (backend) do update set txid = excluded.txid where scope_change.txid <> excluded.txid;
    return null;
end
$$;

grant execute on function rights.act_as to overstap_app, overstap_system;

create trigger scope_changes after insert or update or delete on rights.frozen_day
    for each statement execute function rights.note_scope_change();

set role overstap_owner;

create trigger scope_changes after insert or update or delete on access_membership
    for each statement execute function rights.note_scope_change();
create trigger scope_changes after update of is_active or delete on access_user
    for each statement execute function rights.note_scope_change();
create trigger scope_changes after insert or update or delete on access_personaccount
    for each statement execute function rights.note_scope_change();
create trigger scope_changes after insert or update or delete on people_guardian
    for each statement execute function rights.note_scope_change();
create trigger scope_changes after update of birth_date, birth_precision on people_person
    for each statement execute function rights.note_scope_change();
create trigger scope_changes after update of is_active on organisations_organisation
    for each statement execute function rights.note_scope_change();
