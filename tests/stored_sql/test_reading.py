"""What a file of stored SQL may hold, and how its statements are told apart."""

from pathlib import Path

import pytest

from overstap.config.stored_sql import of_this_release
from overstap.config.stored_sql.reading import StoredSqlError, digest, read, statements

FUNCTION = """-- Why it is there.
create or replace function rights.one() returns text language sql as $$
    select 'a; b' -- no end here;
$$;
"""


def _room(tmp_path: Path, **files: str) -> Path:
    folder = tmp_path / "room" / "sql"
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / f"{name}.sql").write_text(text, encoding="utf-8")
    return folder


def test_a_semicolon_inside_a_body_a_text_or_a_comment_ends_nothing() -> None:
    found = list(statements(FUNCTION + "-- two; three\ngrant select on t to overstap_app;\n"))
    assert [one.line for one in found] == [2, 6]
    assert found[0].text.endswith("$$")
    assert found[1].text == "grant select on t to overstap_app"


def test_a_statement_without_its_end_is_refused() -> None:
    with pytest.raises(StoredSqlError, match="line 1: no `;`"):
        list(statements("grant select on t to overstap_app"))


def test_who_owns_it_is_who_the_file_says(tmp_path: Path) -> None:
    text = f"set role overstap_definer;\n{FUNCTION}\nset role overstap_owner;\n"
    text += "create policy p on t for select to overstap_app using (true);\n"
    found = read([_room(tmp_path, guarded=text)])
    assert [(one.kind, one.identity, one.role) for one in found] == [
        ("function", "rights.one", "overstap_definer"),
        ("policy", "p on public.t", "overstap_owner"),
    ]
    assert found[1].place == "room/sql/guarded.sql:8"


def test_the_grants_on_one_thing_are_one_object_wherever_they_stand(tmp_path: Path) -> None:
    folder = _room(
        tmp_path,
        a="grant select on t, u to overstap_app;\n",
        b="grant update (name) on t\n    to overstap_app, overstap_system;\n",
    )
    found = {one.identity: one.text for one in read([folder])}
    assert set(found) == {"table public.t", "table public.u"}
    assert found["table public.t"].splitlines() == [
        "grant select on table public.t to overstap_app;",
        "grant update (name) on table public.t to overstap_app, overstap_system",
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "create table t (id integer)",
        "insert into t values (1)",
        "create function rights.one() returns integer language sql as $$ select 1 $$",
        "drop policy p on t",
        "alter table t disable row level security",
        "do $$ begin end $$",
        "revoke select on t from overstap_app",
    ],
)
def test_state_and_what_cannot_be_repeated_is_refused_by_file_and_line(
    tmp_path: Path, statement: str
) -> None:
    with pytest.raises(StoredSqlError, match=r"room/sql/a\.sql:2: .*belongs in a migration"):
        read([_room(tmp_path, a=f"-- Comment.\n{statement};\n")])


def test_a_name_stands_once(tmp_path: Path) -> None:
    with pytest.raises(StoredSqlError, match=r"b\.sql:2: function rights\.one .*a\.sql:2 too"):
        read([_room(tmp_path, a=FUNCTION, b=FUNCTION)])


def test_nobody_outside_the_closed_list_is_granted_anything(tmp_path: Path) -> None:
    with pytest.raises(StoredSqlError, match="grant to public"):
        read([_room(tmp_path, a="grant select on t to public;\n")])


def test_a_comment_changes_no_digest_and_a_word_does(tmp_path: Path) -> None:
    one = read([_room(tmp_path / "1", a=FUNCTION)])
    two = read([_room(tmp_path / "2", a="-- More.\n\n" + FUNCTION)])
    three = read([_room(tmp_path / "3", a=FUNCTION.replace("a; b", "a; c"))])
    assert digest(one) == digest(two) != digest(three)


def test_the_rooms_hold_what_can_be_read() -> None:
    kinds = {one.kind for one in of_this_release()}
    assert kinds == {"function", "trigger", "policy", "security", "grants"}


def test_no_migration_holds_stored_sql() -> None:
    """What a migration does is never done again: a policy in one would stay as it was that day."""
    source = Path(__file__).parents[2] / "src" / "overstap"
    found = {
        f"{path.parent.parent.name}/{path.stem}"
        for path in source.glob("*/migrations/0*.py")
        for word in ("create policy", "create function", "or replace function", "run_file")
        if word in path.read_text(encoding="utf-8").lower()
    }
    # The trigger of a partition needs its function while the partition is made.
    assert found == {"access/0002_policies"}
