"""The address of a mail server becomes what Django asks for, or the start is refused."""

import pytest

from overstap.config import environment


def read(monkeypatch, value):
    monkeypatch.setenv("OVERSTAP_MAIL_SERVER", value)
    return environment.mail_server("OVERSTAP_MAIL_SERVER")


def test_nothing_set_means_no_server(monkeypatch):
    monkeypatch.delenv("OVERSTAP_MAIL_SERVER", raising=False)
    assert environment.mail_server("OVERSTAP_MAIL_SERVER") is None


@pytest.mark.parametrize(
    ("value", "port", "ssl", "tls"),
    [
        ("smtp://naam:ge%40heim@post.voorbeeld.be", 587, False, True),
        ("smtps://naam:ge%40heim@post.voorbeeld.be", 465, True, False),
        ("smtp://127.0.0.1:25", 25, False, False),
    ],
)
def test_a_server_is_reached_as_its_address_says(monkeypatch, value, port, ssl, tls):
    options = read(monkeypatch, value)["OPTIONS"]
    assert (options["port"], options["use_ssl"], options["use_tls"]) == (port, ssl, tls)
    if "naam" in value:
        assert (options["username"], options["password"]) == ("naam", "ge@heim")


@pytest.mark.parametrize("value", ["post.voorbeeld.be", "https://post.voorbeeld.be", "smtp://"])
def test_another_form_is_refused_with_a_sentence(monkeypatch, value):
    with pytest.raises(environment.WrongSetting, match="smtp://naam:wachtwoord@host:poort"):
        read(monkeypatch, value)
