-- Written by `make sql` from `moves` of the models: change it there, not here.
set role overstap_definer;

-- Whether one of these parties may take a handover from one state to another.
create or replace function rights.moves_of_handover(p_from text, p_to text, p_parties text[]) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select case p_from || '>' || p_to
        when 'draft>shown' then p_parties && '{sender}'::text[]
        when 'shown>draft' then p_parties && '{sender}'::text[]
        when 'shown>sent' then p_parties && '{job,sender}'::text[]
        when 'sent>seen' then p_parties && '{receiver}'::text[]
        when 'seen>question' then p_parties && '{receiver}'::text[]
        when 'question>seen' then p_parties && '{sender}'::text[]
        when 'seen>accepted' then p_parties && '{receiver}'::text[]
        when 'question>accepted' then p_parties && '{receiver}'::text[]
        when 'seen>declined' then p_parties && '{receiver}'::text[]
        when 'question>declined' then p_parties && '{receiver}'::text[]
        when 'accepted>contacted' then p_parties && '{receiver}'::text[]
        when 'accepted>closed' then p_parties && '{receiver,sender}'::text[]
        when 'contacted>closed' then p_parties && '{receiver,sender}'::text[]
        else false end
$$;
