"""What a declaration leaves out opens nothing: silence is refused where it would."""

import pytest

from overstap.kernel.conditions import (
    ANY_GROUP,
    GUIDE,
    SELF,
    Both,
    By,
    Either,
    Own,
    Sql,
    empty,
    where,
)
from overstap.kernel.shapes import ALL, Job, of_person


def test_a_table_of_a_person_names_its_data_group() -> None:
    with pytest.raises(ValueError, match="which data group"):
        of_person()
    assert of_person(ANY_GROUP).read == of_person(ANY_GROUP, read=None).read


def test_a_change_names_its_columns() -> None:
    with pytest.raises(ValueError, match="which columns"):
        of_person("personal", change=GUIDE)
    with pytest.raises(ValueError, match="which columns"):
        of_person("personal", by_hand={"change": "written in SQL"})
    assert of_person("personal", change=GUIDE, columns=ALL).columns == ALL


def test_a_job_names_the_columns_that_it_changes() -> None:
    with pytest.raises(ValueError, match="which columns"):
        Job("change")
    assert Job("read").columns == ""


def test_an_or_does_not_hide_in_sql() -> None:
    """Joined to another condition with `and`, it would open what the other one closes."""
    with pytest.raises(ValueError, match="say it with"):
        Sql("state = 'draft' or true")


def test_or_and_and_keep_what_was_said() -> None:
    """`a | b & c` groups as Python does; a chain of one kind stays flat."""
    assert (SELF | Own("x") | By("y")) == Either((SELF, Own("x"), By("y")))
    grouped = SELF | Own("x") & empty("a", "b")
    assert grouped == Either((SELF, Both((Own("x"), *empty("a", "b").parts))))  # type: ignore[attr-defined]


def test_several_columns_must_all_hold() -> None:
    assert where(state="draft", kind=("a", "b")) == where(state="draft") & where(kind=("a", "b"))
