"""What the tests may cost: seconds of processor, by room and by case (`budget.toml`).

Counted are the processes that run tests, not what they start: browser, database and commands are
counted by the system when they end, which is in another case as often as not. A machine that is
slower than the one on which the figures were taken gets as much more: a fixed piece of work is
timed beside them.
"""

import hashlib
import tomllib
from collections import defaultdict
from collections.abc import Generator
from pathlib import Path
from time import process_time
from typing import Any

import pytest

TESTS = Path(__file__).parent
BUDGET = tomllib.loads((TESTS / "budget.toml").read_text(encoding="utf-8"))
FILES: dict[str, dict[str, Any]] = BUDGET["files"]
LONGEST_FIRST = sorted(FILES, key=lambda name: -FILES[name]["seconds"])


def room_of(case: str) -> str:
    """`tests/desk/test_today.py::test_x` is of `desk`."""
    return case.split("/")[1]


def file_of(case: str) -> str:
    return case.partition("::")[0].removeprefix("tests/")


def over(spent: dict[str, float], slower: float) -> list[str]:
    """What costs more than it may, in words. `slower`: how many times the reference machine."""
    rooms: dict[str, float] = defaultdict(float)
    said = []
    for case, seconds in sorted(spent.items()):
        rooms[room_of(case)] += seconds
        usual = FILES.get(file_of(case), {}).get("case", BUDGET["case"])
        most = usual * BUDGET["slack"] * slower
        if seconds > most:
            said.append(f"{case}: {seconds:.1f} s, at most {most:.1f}")
    for room, seconds in sorted(rooms.items()):
        most = BUDGET["rooms"].get(room, 0) * BUDGET["room_slack"] * slower
        if seconds > most:
            said.append(f"tests/{room}: {seconds:.0f} s in all, at most {most:.0f}")
    return said


def slower_than_reference() -> float:
    """At least 1: on a faster machine the same figures hold."""
    times = []
    for _turn in range(3):
        begun = process_time()
        for number in range(60_000):
            hashlib.sha256(str(number).encode()).hexdigest()
        times.append(process_time() - begun)
    return max(1.0, min(times) / float(BUDGET["work"]))


class Counting:
    """In a process that runs tests: what each case cost, fixtures that it was first to need too."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        begun = process_time()
        answer = yield
        self.spent[item.nodeid] = process_time() - begun
        return answer

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        output = getattr(session.config, "workeroutput", None)
        if output is not None:
            output["spent"] = self.spent


class Adding:
    """In the process that people see: all counts together, and what was too much."""

    def __init__(self, config: pytest.Config, counting: Counting) -> None:
        self.config = config
        self.spent = counting.spent
        self.slower = 1.0

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        self.spent.update(getattr(node, "workeroutput", {}).get("spent", {}))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        self.slower = slower_than_reference()
        if self.config.getoption("budget") and over(self.spent, self.slower):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        if not self.config.getoption("budget"):
            return
        rooms: dict[str, float] = defaultdict(float)
        for case, seconds in self.spent.items():
            rooms[room_of(case)] += seconds
        terminalreporter.section("seconds of processor, by room")
        for room, seconds in sorted(rooms.items(), key=lambda one: -one[1]):
            usual = BUDGET["rooms"].get(room, 0) * self.slower
            terminalreporter.write_line(f"{room:15} {seconds:7.0f}, usually {usual:5.0f}")
        terminalreporter.write_line(f"{'together':15} {sum(rooms.values()):7.0f}")
        terminalreporter.write_line(f"this machine: {self.slower:.2f} times the reference")
        for line in over(self.spent, self.slower):
            terminalreporter.write_line(f"over the budget: {line}", red=True)


def install(config: pytest.Config) -> None:
    """Counts in each process that runs tests, adds up in the one that people see."""
    counting = Counting()
    config.pluginmanager.register(counting, "counting")
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Adding(config, counting), "adding")
