"""Sizes of docs/house.md. An exception has a name and a reason."""

import ast
from pathlib import Path

import pytest
from tests.house import sources
from tests.seconds import BUDGET, FILES, LONGEST_FIRST, over

FILE_LINES, FUNCTION_LINES, PARAMETERS, TEMPLATE_LINES = 500, 50, 6, 150
LONG_FUNCTIONS = {
    "home/demo/cast.py:personas": "a list of people",
    "home/demo/cast.py:_amina_file": "a list of entries",
}
MANY_PARAMETERS: dict[str, str] = {
    "audit/services.py:_record": "one parameter a column of the log",
    "audit/services.py:record_event": "one parameter a column of the log",
    "audit/services.py:record_look": "one parameter a column of the log",
    "doors/door.py:looked": "one parameter a column of the log",
    "people/services.py:create_person": "one parameter a field, all by name",
    "access/services/paper.py:register_paper": "one parameter a field of the form, all by name",
    "dossier/services.py:record_received": "one parameter a part of the message, all by name",
    "handover/services/sending.py:start": "one parameter a step of the wizard, all by name",
}
LONG_FILES: dict[str, str] = {}
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "manager", "base"}


def shipped() -> list[Path]:
    found = (path for package in sources.PACKAGES for path in package.rglob("*.py"))
    return [p for p in sorted(found) if "migrations" not in p.parts]


def name(path: Path) -> str:
    if path.is_relative_to(sources.PACKAGE):
        return str(path.relative_to(sources.PACKAGE))
    return str(path.relative_to(sources.PACKAGE.parent))


def test_files_stay_short() -> None:
    long = {name(p): len(p.read_text(encoding="utf-8").splitlines()) for p in shipped()}
    assert {n: c for n, c in long.items() if c > FILE_LINES and n not in LONG_FILES} == {}


def test_templates_stay_short() -> None:
    long = {name(p): len(p.read_text(encoding="utf-8").splitlines()) for p in sources.templates()}
    assert {n: c for n, c in long.items() if c > TEMPLATE_LINES} == {}


def functions() -> list[tuple[str, ast.FunctionDef]]:
    return [
        (f"{name(path)}:{node.name}", node)
        for path in shipped()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    ]


def test_functions_stay_short() -> None:
    long = {n: (f.end_lineno or 0) - f.lineno + 1 for n, f in functions()}
    assert {n: c for n, c in long.items() if c > FUNCTION_LINES and n not in LONG_FUNCTIONS} == {}


def test_functions_take_few_parameters() -> None:
    many = {}
    for where, function in functions():
        arguments = function.args
        listed = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        count = len([a for a in listed if a.arg not in {"self", "cls"}])
        if count > PARAMETERS and where not in MANY_PARAMETERS:
            many[where] = count
    assert many == {}


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert [name(p) for p in shipped() if p.stem in FORBIDDEN_NAMES] == []


@pytest.mark.parametrize("listed", [LONG_FUNCTIONS, MANY_PARAMETERS])
def test_an_exception_that_is_gone_leaves_the_list(listed: dict[str, str]) -> None:
    assert set(listed) - {where for where, _ in functions()} == set()


def test_files_of_tests_that_go_first_are_there() -> None:
    tests = Path(__file__).parents[1]
    assert [listed for listed in LONGEST_FIRST if not (tests / listed).is_file()] == []


def test_what_tests_may_cost_is_said_with_a_reason() -> None:
    tests = Path(__file__).parents[1]
    assert {path.name for path in tests.iterdir() if any(path.glob("**/test_*.py"))} == set(
        BUDGET["rooms"]
    )
    assert [name for name, said in FILES.items() if "case" in said and not said.get("why")] == []


def test_a_case_or_a_room_over_its_budget_is_told() -> None:
    most = BUDGET["case"] * BUDGET["slack"]
    cheap, dear = "tests/kernel/test_a.py::test_x", "tests/kernel/test_a.py::test_y"
    assert over({cheap: most}, 1.0) == []
    assert over({dear: most + 0.1}, 1.0) == [f"{dear}: {most + 0.1:.1f} s, at most {most:.1f}"]
    assert over({dear: most + 0.1}, 2.0) == []
    room = BUDGET["rooms"]["kernel"] * BUDGET["room_slack"]
    many = {f"tests/kernel/test_a.py::test_{n}": 1.0 for n in range(int(room) + 2)}
    assert over(many, 1.0) == [f"tests/kernel: {len(many)} s in all, at most {room:.0f}"]
    assert over({"tests/nobody/test_a.py::test_x": 0.1}, 1.0) != []
