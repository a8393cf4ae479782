"""Who acts, and for whom, is asked once a statement: not again for each row or partition.

A function without arguments that is called bare in a condition runs for every row that the
condition meets; as `(select …)` it runs once (PostgreSQL plans it as an InitPlan).
"""

import re

from overstap.config.stored_sql import of_this_release

CALL = re.compile(r"rights\.(?:my_\w+|deciding_wards|actor_id|is_platform_admin)\(\)")
ASKED_ONCE = re.compile(r"\(select " + CALL.pattern + r"(?: \|\| " + CALL.pattern + r")*\)")


def bare_calls(text: str) -> list[str]:
    body = text.partition("$$")[2] or text  # a function's own name stands before it
    return CALL.findall(ASKED_ONCE.sub("", body))


def test_a_bare_call_is_found() -> None:
    assert bare_calls("using (id = any (rights.my_orgs()))") == ["rights.my_orgs()"]
    assert bare_calls("any ((select rights.my_selves() || rights.my_wards())::uuid[])") == []


def test_conditions_ask_once() -> None:
    """Of policies, views, and functions in SQL; a line of PL/pgSQL runs once by itself."""
    wrong = {
        one.identity: found
        for one in of_this_release()
        if one.kind in {"policy", "view"}
        or (one.kind == "function" and re.search(r"language sql\b", one.text))
        if (found := bare_calls(one.text))
    }
    assert wrong == {}
