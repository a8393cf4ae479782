"""One table of moves makes the buttons, the guard in the database and the picture."""

import pytest
from django.db import connection

from overstap.config.stored_sql import moving
from overstap.handover.choices import State
from overstap.handover.moves import MOVES
from overstap.home.demo.handing import route_to

MODELS = {model._meta.model_name: moves for model, moves in moving.declared()}


def test_the_files_are_what_the_models_declare() -> None:
    """`make sql` writes them."""
    assert {p.name for p, text in moving.files().items() if p.read_text("utf-8") != text} == set()


def test_there_is_a_picture_of_each_move() -> None:
    picture = moving.PICTURES.read_text("utf-8").partition(moving.BEGIN)[2]
    for moves in MODELS.values():
        for move in moves:
            for source in move.sources:
                assert f"{source} --> {move.target}: {move.name} " in picture


@pytest.mark.django_db
@pytest.mark.parametrize("name", MODELS)
def test_the_database_allows_what_the_table_says_and_nothing_else(name: str) -> None:
    moves = MODELS[name]
    states = {state for move in moves for state in (*move.sources, move.target)}
    parties = {party for move in moves for party in move.by}
    with connection.cursor() as cursor:
        cursor.execute("set local role overstap_definer")
        for source in states:
            for target in states:
                for party in parties:
                    cursor.execute(
                        f"select rights.moves_of_{name}(%s, %s, %s::text[])",
                        [source, target, [party]],
                    )
                    expected = any(
                        source in move.sources and target == move.target and party in move.by
                        for move in moves
                    )
                    assert cursor.fetchone() == (expected,), (source, target, party)


def test_the_demo_goes_by_the_moves() -> None:
    """Each handover of the demo came where it is by moves that the table knows."""
    for state in State:
        here = State.DRAFT
        start, *route = route_to(state)
        assert start == "start"
        for name in route:
            assert here in MOVES[name].sources
            here = State(MOVES[name].target)
        assert here == state
    assert route_to(State.ACCEPTED)[-4:] == ("open", "ask", "answer", "accept")
    assert route_to(State.CLOSED)[-3:] == ("accept", "record_contact", "close")


def test_a_way_that_is_not_there_is_said() -> None:
    with pytest.raises(LookupError, match="closed"):
        MOVES.route(State.CLOSED, State.DRAFT)
