"""A database that refuses a command says so in a sentence; TLS is asked of a public one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from overstap.config import environment
from overstap.config.embedded import Cluster, local_cluster


@pytest.fixture(scope="module")
def ours() -> Cluster:
    return local_cluster(tests=True)


def overstap(*arguments: str, **settings: str) -> str:
    """What is said on standard error by a command that is refused."""
    done = subprocess.run(
        [sys.executable, "-m", "overstap.cli", *arguments],
        env=os.environ | settings,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


def test_each_wrong_address_gets_its_sentence(ours: Cluster) -> None:
    right = ours.environment("postgres", "owner")
    address = right["DATABASE_URL"]
    password = address.split(":")[2].split("@")[0]
    for wrong, sentence in (
        (address.replace(password, "verkeerd"), "het wachtwoord in DATABASE_URL klopt niet"),
        (address.replace(f":{ours.port}/", ":9/"), "daar luistert niets"),
        (address.replace("/postgres", "/nergens"), "de rol of de databank in DATABASE_URL bestaat"),
    ):
        said = overstap("keys", "check", **right | {"DATABASE_URL": wrong})
        assert sentence in said
        assert password not in said


def test_a_database_without_tables_and_another_role_are_told(ours: Cluster, tmp_path: Path) -> None:
    empty = ours.environment("postgres", "owner")
    assert "doe eerst `overstap migrate`" in overstap("keys", "check", **empty)
    weaker = ours.environment("postgres", "app")
    assert "hoort bij de rol overstap_owner" in overstap("migrate", **weaker)
    assert "hoort bij de rol overstap_system" in overstap("worker", **weaker)


@pytest.mark.parametrize(
    ("host", "value", "mode"),
    [
        ("127.0.0.1", None, None),
        ("db", None, None),
        ("10.0.0.5", None, None),
        ("db.intern.local", "off", "disable"),
        ("10.0.0.5", "require", "require"),
        ("db.example.be", None, "verify-full"),
        ("8.8.8.8", None, "verify-full"),
        ("8.8.8.8", "require", "require"),
    ],
)
def test_tls_follows_the_setting_and_is_checked_for_a_public_host(
    monkeypatch: pytest.MonkeyPatch, host: str, value: str | None, mode: str | None
) -> None:
    monkeypatch.delenv("OVERSTAP_DATABASE_TLS", raising=False)
    if value:
        monkeypatch.setenv("OVERSTAP_DATABASE_TLS", value)
    assert environment.database_tls("OVERSTAP_DATABASE_TLS", host).get("sslmode") == mode


@pytest.mark.parametrize("host", ["db.example.be", "8.8.8.8", "2001:4860:4860::8888"])
def test_a_public_host_without_tls_is_refused(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setenv("OVERSTAP_DATABASE_TLS", "off")
    with pytest.raises(environment.WrongSetting, match="publiek adres"):
        environment.database_tls("OVERSTAP_DATABASE_TLS", host)


def test_a_database_that_has_no_tls_is_refused_where_it_is_asked(ours: Cluster) -> None:
    asked = ours.environment("postgres", "owner") | {"OVERSTAP_DATABASE_TLS": "require"}
    assert "kent geen TLS" in overstap("keys", "check", **asked)
