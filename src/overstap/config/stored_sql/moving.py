"""Writes `<room>/sql/moves.sql` and the picture in docs/house.md from the `moves` of the models.

A model with a lifecycle says its table of moves (`kernel/transitions.py`); the trigger that guards
the table asks `rights.moves_of_<model>`, and who writes that a move was made
`rights.steps_of_<model>`. What a move needs beside who and from where (a term that is over) stays
in that trigger by hand. `make sql` writes, `tests/house/test_moves.py` compares.
"""

from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db import models

from overstap.config.state import clone_folder
from overstap.kernel.transitions import Move, Moves

PICTURES = clone_folder() / "docs" / "house.md"
BEGIN, END = "<!-- moves:begin -->\n", "<!-- moves:end -->"
HEADER = """\
-- Written by `make sql` from `moves` of the models: change it there, not here.
set role overstap_definer;
"""


def declared() -> Iterator[tuple[type[models.Model], Moves]]:
    """Every model with a table of moves."""
    for room in apps.get_app_configs():
        if room.name.startswith("overstap."):
            for model in room.get_models():
                if moves := model.__dict__.get("moves"):
                    yield model, moves


def files() -> dict[Path, str]:
    """What each file is to hold."""
    found: dict[Path, str] = {}
    for model, moves in declared():
        path = Path(apps.get_app_config(model._meta.app_label).path) / "sql" / "moves.sql"
        functions = "\n".join((_moves(model, moves), _steps(model, moves)))
        found[path] = found.get(path, HEADER) + "\n" + functions
    if PICTURES.exists():
        found[PICTURES] = _with_pictures(PICTURES.read_text("utf-8"))
    return found


def write() -> list[Path]:
    """Write the files that differ."""
    wanted = files()
    changed = [p for p, text in wanted.items() if not p.exists() or p.read_text("utf-8") != text]
    for path in changed:
        path.write_text(wanted[path], encoding="utf-8")
    return changed


def _moves(model: type[models.Model], moves: Moves) -> str:
    one = model._meta.model_name
    return _function(
        f"-- Whether one of these parties may take a {one} from one state to another.",
        f"rights.moves_of_{one}(p_from text, p_to text, p_parties text[])",
        "p_from || '>' || p_to",
        [
            f"        when '{source}>{move.target}' then {_is_one_of(move)}"
            for move in moves
            for source in _in_order(moves, move)
        ],
        "false",
    )


def _steps(model: type[models.Model], moves: Moves) -> str:
    one = model._meta.model_name
    return _function(
        "-- Whether one of these parties may say that a move led there; null: it is no move.",
        f"rights.steps_of_{one}(p_move text, p_to text, p_parties text[])",
        "p_move",
        [
            f"        when '{move.name}' then p_to = '{move.target}' and {_is_one_of(move)}"
            for move in moves
        ],
        "null",
    )


def _is_one_of(move: Move) -> str:
    return f"p_parties && '{{{','.join(sorted(move.by))}}}'::text[]"


def _function(comment: str, signature: str, case: str, lines: list[str], otherwise: str) -> str:
    return "\n".join(
        [
            comment,
            f"create or replace function {signature} returns boolean",
            "language sql immutable set search_path = pg_catalog, pg_temp as $$",
            f"    select case {case}",
            *lines,
            f"        else {otherwise} end",
            "$$;\n",
        ]
    )


def _in_order(moves: Moves, move: Move) -> list[str]:
    """The states that a move starts from, in the order in which the table names them."""
    states = (state for one in moves for state in (*sorted(one.sources), one.target))
    return sorted(move.sources, key=list(dict.fromkeys(states)).index)


def _with_pictures(text: str) -> str:
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{''.join(_picture(*one) for one in declared())}{END}{after}"


def _picture(model: type[models.Model], moves: Moves) -> str:
    lines = [
        f"    {source} --> {move.target}: {move.name} ({', '.join(sorted(move.by))})"
        for move in moves
        for source in _in_order(moves, move)
    ]
    head = f"`{model._meta.label}`, by whom each move may be made:\n\n```mermaid\nstateDiagram-v2\n"
    return head + "\n".join(lines) + "\n```\n"
