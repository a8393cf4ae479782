"""The command line: it explains itself, and refuses with one sentence."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from overstap import cli
from overstap.config import processes
from overstap.config.embedded import Cluster


def leaves(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    groups = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    if not groups:
        yield parser
    for group in groups:
        for child in group.choices.values():
            yield from leaves(child)


LEAVES = {leaf.prog.removeprefix("overstap "): leaf for leaf in leaves(cli.parser())}


def overstap(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "-m", "overstap.cli", *arguments],
        env=kept | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_tree_holds_every_promised_command() -> None:
    assert {
        "demo",
        "serve",
        "worker",
        "migrate",
        "import led",
        "import enrolments",
        "import pupils",
        "check",
        "forget",
        "retention",
        "bench pages",
    } <= set(LEAVES)


@pytest.mark.parametrize("name", sorted(LEAVES))
def test_each_command_says_what_it_does_with_an_example(name: str) -> None:
    text = LEAVES[name].format_help()
    assert text.startswith("Gebruik: ")
    assert f"Voorbeeld:\n  overstap {name}" in text
    assert "show this help" not in text


@pytest.mark.parametrize("name", sorted(LEAVES))
def test_each_command_names_the_function_and_the_role_that_runs_it(name: str) -> None:
    defaults = LEAVES[name]._defaults
    assert defaults["room"].startswith(("overstap.", "overstap_cohorts."))
    assert defaults["verb"].isidentifier()
    assert defaults["role"] in {"owner", "app", "system", None}


def test_a_port_outside_the_range_is_refused() -> None:
    done = overstap("demo", "--port", "70000")
    assert done.returncode == 2
    assert "een poort is een getal van 1 tot 65535" in done.stderr


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("", "dit ontbreekt: OPDRACHT"),
        ("niets", "'niets' kan hier niet; kies uit 'demo'"),
        ("import led", "dit ontbreekt: MAP, --organisation"),
        ("serve --port", "--port: hier hoort een waarde achter"),
        ("retention --foo", "dit is onbekend: --foo"),
    ],
)
def test_a_wrong_command_is_refused_in_dutch(
    line: str, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(line.split())
    assert stopped.value.code == 2
    assert sentence in capsys.readouterr().err


def test_without_a_database_it_says_what_to_do(tmp_path: Path) -> None:
    done = overstap("migrate", OVERSTAP_STATE=str(tmp_path / "none"))
    assert done.returncode == 1
    assert "overstap demo" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "none").exists()


def test_a_wrong_setting_is_refused_with_a_sentence() -> None:
    done = overstap("serve", DATABASE_URL="mysql://localhost/x")
    assert done.returncode == 1
    assert done.stderr.startswith("Instelling ")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("role", "reason"), [("owner", "is eigenaar van tabellen"), ("superuser", "is superuser")]
)
def test_the_site_refuses_a_role_that_the_policies_do_not_bind(
    cluster: Cluster, role: str, reason: str
) -> None:
    cluster.start()
    cluster.bootstrap("machine_guard")
    environment = cluster.environment("machine_guard", "owner")
    with psycopg.connect(environment["DATABASE_URL"]) as connection:
        connection.execute("create table if not exists mine (n int)")
    if role == "superuser":
        environment["DATABASE_URL"] = cluster.superuser_url("machine_guard")
    done = overstap("serve", **environment)
    assert done.returncode == 1
    assert reason in done.stderr
    assert "Traceback" not in done.stderr


def test_the_demo_refuses_a_port_in_use_before_it_starts_anything(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = overstap("demo", "--port", str(port), OVERSTAP_STATE=str(tmp_path / "none"))
    assert done.returncode == 1
    assert "al in gebruik" in done.stderr
    assert not (tmp_path / "none").exists()


def test_stopping_ends_a_child_that_does_not_listen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "STOP_SECONDS", 0.2)
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True)"
    child = subprocess.Popen(
        [sys.executable, "-c", f"{deaf}; signal.pause()"],
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == b"1\n"
    before = time.monotonic()
    processes.stop_all([child])
    child.stdout.close()
    assert child.returncode == -signal.SIGKILL
    assert time.monotonic() - before < 5


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that we died")
def test_who_kills_us_hard_leaves_no_child_behind() -> None:
    code = (
        "from overstap.config import processes; import os, time;"
        "child = processes.start(['sleep', '60'], dict(os.environ));"
        "print(child.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        os.kill(child, 0)
        parent.kill()
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and Path(f"/proc/{child}/stat").exists():
        if Path(f"/proc/{child}/stat").read_text().split()[2] == "Z":
            break
        time.sleep(0.05)
    else:
        assert not Path(f"/proc/{child}").exists()
