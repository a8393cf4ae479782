"""Side by side during an upgrade: the release that runs goes on, the next one starts."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

import psycopg
import pytest

from overstap.config.embedded import Cluster, free_port
from overstap.config.stored_sql import of_this_release
from overstap.config.stored_sql.reading import Stored
from overstap.config.stored_sql.rebuilding import rebuild

PATIENCE_SECONDS = 60
POLICY = ("policy", "person_read on public.people_person")


class Site(NamedTuple):
    server: subprocess.Popen[str]
    port: int


@pytest.fixture
def site(cluster: Cluster, broken_database: str) -> Iterator[Site]:
    """A site as `overstap serve` runs it on that database."""
    port = free_port(0)
    assert port
    with _serve(cluster, broken_database, port) as server:
        try:
            _until(lambda: _answers(port) or server.poll() is not None)
            assert server.poll() is None
            yield Site(server, port)
        finally:
            server.terminate()


def _serve(cluster: Cluster, database: str, port: int) -> subprocess.Popen[str]:
    environment = {**os.environ, **cluster.environment(database, "app")}
    environment["OVERSTAP_STATE"] = str(cluster.state)
    command = [sys.executable, "-m", "overstap.cli", "serve", "--port", str(port)]
    return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as page:
            return bool(page.status == 200)
    except OSError:
        return False


def _until(ask: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not ask():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def _children(server: subprocess.Popen[str]) -> set[int]:
    """The processes that answer for a site."""
    found = subprocess.run(
        ["pgrep", "-P", str(server.pid), "-f", "granian"],
        capture_output=True,
        text=True,
        check=False,
    )
    return {int(line) for line in found.stdout.split()}


def _of_the_next_release() -> list[Stored]:
    """The objects of this release, of which one policy says the same in another statement."""
    found = {one.key: one for one in of_this_release()}
    mine = found[POLICY]
    found[POLICY] = replace(mine, text=mine.text.replace("using (", "using (true and ", 1))
    return list(found.values())


def test_the_running_release_goes_on_and_only_the_next_one_starts(
    cluster: Cluster, broken_database: str, database: psycopg.Connection, site: Site
) -> None:
    before = _children(site.server)
    assert len(before) == 2
    assert rebuild(database, _of_the_next_release()).applied == [POLICY]
    try:
        # A child of the running release that dies is replaced, and asks no release.
        os.kill(min(before), signal.SIGKILL)
        _until(lambda: len(_children(site.server) - {min(before)}) == 2)
        assert all(_answers(site.port) for _ in range(10))
        # A server of the former release that starts now is refused.
        with _serve(cluster, broken_database, free_port(0) or 0) as late:
            _out, said = late.communicate(timeout=PATIENCE_SECONDS)
        assert late.returncode == 1
        assert "die van een andere versie" in said
        assert "Traceback" not in said
        assert _answers(site.port)
    finally:
        rebuild(database, of_this_release())
