"""Whose address a visitor has behind proxies, seen through real requests to a served site."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.test import Client
from tests.conftest import template_name

from overstap.config.embedded import Cluster, answers, free_port, local_cluster
from overstap.config.proxies import client_address

DATABASE = "overstap_test_proxies"
PASSWORD = "een lang wachtwoord"
PEOPLE = 31
# Django takes any token of this form that form and cookie share.
TOKEN = "a" * 32


@pytest.mark.parametrize(
    ("listed", "proxies", "address"),
    [
        ("203.0.113.9", 0, ""),
        ("203.0.113.9", 1, "203.0.113.9"),
        # What the visitor wrote himself stands before what the proxy saw.
        ("10.0.0.1, 203.0.113.9", 1, "203.0.113.9"),
        ("10.0.0.1, 203.0.113.9, 192.0.2.1", 2, "203.0.113.9"),
        ("203.0.113.9", 2, ""),
        ("", 1, ""),
        ("203.0.113.9:41112", 1, "203.0.113.9"),
        ("[2001:db8::7]:41112", 1, "2001:db8::7"),
        ("2001:db8::7", 1, "2001:db8::7"),
        ("::ffff:203.0.113.9", 1, "203.0.113.9"),
        ("unknown", 1, ""),
        ("203.0.113.9, <script>", 1, ""),
    ],
)
def test_the_address_is_what_the_outermost_trusted_proxy_saw(
    listed: str, proxies: int, address: str
) -> None:
    assert client_address(listed, proxies) == address


@pytest.fixture(scope="module")
def port(django_db_setup: None) -> Iterator[int]:
    """A site as `overstap serve` runs it, with one trusted proxy and thirty-one accounts."""
    ours = local_cluster(tests=True)
    ours.clone(template_name(), DATABASE)
    _accounts(ours)
    found = free_port(0)
    assert found
    environment = {
        **os.environ,
        **ours.environment(DATABASE, "app"),
        "OVERSTAP_TRUSTED_PROXIES": "1",
        "OVERSTAP_DEMO": "0",
    }
    command = [sys.executable, "-m", "overstap.cli", "serve", "--port", str(found)]
    with subprocess.Popen(command, env=environment) as server:
        try:
            deadline = time.monotonic() + 60
            while not answers(found) and time.monotonic() < deadline:
                time.sleep(0.1)
            yield found
        finally:
            server.terminate()
    ours.drop(DATABASE)


def _accounts(ours: Cluster) -> None:
    """Names and passwords, hashed as the site does, in a process with its settings."""
    code = (
        "import django; django.setup();"
        "from django.contrib.auth.hashers import make_password;"
        "from overstap.access.models import User; from overstap.access.sign_in import login_key;"
        f"same = make_password('{PASSWORD}');"
        "User.objects.bulk_create(User(username=login_key(f'leerling{n}'), password=same)"
        f" for n in range({PEOPLE}))"
    )
    environment = {**os.environ, **ours.environment(DATABASE, "owner")}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)


def sign_in(port: int, name: str, password: str, *, seen_by_proxy: str, **headers: str) -> str:
    """What the site answers: 'in', 'wrong' or 'wait'."""
    asked = HTTPConnection("127.0.0.1", port, timeout=60)
    body = urlencode({"name": name, "password": password, "csrfmiddlewaretoken": TOKEN})
    sent = {
        "X-Forwarded-For": seen_by_proxy,
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"csrftoken={TOKEN}",
        **headers,
    }
    asked.request("POST", "/aanmelden/", body=body, headers=sent)
    answer = asked.getresponse()
    told = answer.read().decode()
    asked.close()
    if answer.status == 302:
        return "in"
    assert answer.status == 422, answer.status
    return "wait" if "Te veel foute pogingen" in told else "wrong"


def test_eleven_wrong_names_lock_nobody_else_behind_that_address(port: int) -> None:
    for n in range(11):
        answer = sign_in(port, f"iemand{n}", "fout fout fout", seen_by_proxy="203.0.113.1")
        assert answer == "wrong"
    assert sign_in(port, "leerling0", PASSWORD, seen_by_proxy="203.0.113.1") == "in"
    assert sign_in(port, "leerling1", PASSWORD, seen_by_proxy="203.0.113.2") == "in"


def test_thirty_people_of_one_school_sign_in_at_once_and_ten_mistype(port: int) -> None:
    """Eight at a time, and every third mistypes once: half past eight."""

    def arrive(n: int) -> str:
        if n % 3 == 0:
            sign_in(port, f"leerling{n}", "getypt zonder bril", seen_by_proxy="203.0.113.3")
        return sign_in(port, f"leerling{n}", PASSWORD, seen_by_proxy="203.0.113.3")

    with ThreadPoolExecutor(8) as crowd:
        assert list(crowd.map(arrive, range(1, PEOPLE))) == ["in"] * (PEOPLE - 1)


def test_an_account_waits_after_five_tries_from_whatever_address_or_port(port: int) -> None:
    name = "leerling0"
    for n in range(5):
        host = {"Host": f"127.0.0.1:{8000 + n}"}
        answer = sign_in(port, name, "fout fout", seen_by_proxy=f"198.51.100.{n}", **host)
        assert answer == "wrong"
    spelled = f" {name.upper()}  "
    assert sign_in(port, spelled, PASSWORD, seen_by_proxy="198.51.100.77") == "wait"
    assert sign_in(port, "leerling2", PASSWORD, seen_by_proxy="198.51.100.77") == "in"


@pytest.mark.django_db
def test_an_address_that_guesses_on_is_stopped_and_its_neighbour_is_not(settings) -> None:  # type: ignore[no-untyped-def]
    """What the visitor writes before the proxy's word changes nothing. In this process, where
    checking a password costs nothing: a minute is too short for sixty real ones on a busy machine.
    """
    settings.TRUSTED_PROXIES = 1

    def guess(n: int, address: str) -> str:
        listed = {"X-Forwarded-For": f"192.0.2.{n}, {address}"}
        posted = {"name": f"naam{n}", "password": "fout"}
        return Client().post("/aanmelden/", posted, headers=listed).content.decode()

    pages = [guess(n, "203.0.113.66") for n in range(61)]
    assert ["Te veel foute pogingen" in page for page in pages] == [False] * 60 + [True]
    assert "Te veel foute pogingen" not in guess(61, "203.0.113.67")


@pytest.mark.parametrize(
    ("environment", "arguments", "sentence"),
    [
        ({"OVERSTAP_HOSTS": "overstap.example"}, [], "OVERSTAP_TRUSTED_PROXIES ontbreekt"),
        ({}, ["--host", "0.0.0.0"], "OVERSTAP_TRUSTED_PROXIES ontbreekt"),
        (
            {"OVERSTAP_HOSTS": "overstap.example", "OVERSTAP_TRUSTED_PROXIES": "0"},
            [],
            "hoort een proxy die TLS afhandelt",
        ),
        ({"OVERSTAP_TRUSTED_PROXIES": "veel"}, [], "moet een getal van 0 tot 5 zijn"),
    ],
)
def test_a_public_start_that_does_not_say_its_proxies_is_refused(
    environment: dict[str, str], arguments: list[str], sentence: str, tmp_path: Path
) -> None:
    ours = local_cluster(tests=True)
    kept = {name: value for name, value in os.environ.items() if name != "OVERSTAP_DEMO"}
    done = subprocess.run(
        [sys.executable, "-m", "overstap.cli", "serve", "--port", "1", *arguments],
        env=kept | ours.environment("postgres", "app") | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
