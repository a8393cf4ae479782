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

-- Whether one of these parties may say that a move led there; null: it is no move.
create or replace function rights.steps_of_handover(p_move text, p_to text, p_parties text[]) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select case p_move
        when 'show' then p_to = 'shown' and p_parties && '{sender}'::text[]
        when 'take_back' then p_to = 'draft' and p_parties && '{sender}'::text[]
        when 'send' then p_to = 'sent' and p_parties && '{job,sender}'::text[]
        when 'open' then p_to = 'seen' and p_parties && '{receiver}'::text[]
        when 'ask' then p_to = 'question' and p_parties && '{receiver}'::text[]
        when 'answer' then p_to = 'seen' and p_parties && '{sender}'::text[]
        when 'accept' then p_to = 'accepted' and p_parties && '{receiver}'::text[]
        when 'decline' then p_to = 'declined' and p_parties && '{receiver}'::text[]
        when 'record_contact' then p_to = 'contacted' and p_parties && '{receiver}'::text[]
        when 'close' then p_to = 'closed' and p_parties && '{receiver,sender}'::text[]
        else null end
$$;
