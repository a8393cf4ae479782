"""Attacks that a stranger's reading of the code suggested: each of these once went through."""

import base64
import inspect
import pickle
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from tests import world
from tests.access.attacked import World
from tests.access.test_attacks import attempt

from overstap.access.models import User
from overstap.exchange.kvs.tasks import make_handover_jsonld
from overstap.handover.tasks import make_pdf


class Bomb:
    """What runs when it is unpickled."""

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return (pytest.fail, ("a row of the cache ran code in the server",))


@pytest.fixture
def table_cache(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    # Inside the transaction of the test, so that nothing of it stays.
    monkeypatch.setattr("overstap.config.cache.connections", {"counters": connection})
    settings.CACHES = {
        "default": {"BACKEND": "overstap.config.cache.TableCache", "LOCATION": "config_cache"}
    }
    return caches["default"]


class TestCache:
    """The server's role may write the table that counts tries."""

    def test_the_settings_name_the_cache_that_is_tested(self) -> None:
        from overstap.config import settings

        assert settings.CACHES["default"]["BACKEND"] == "overstap.config.cache.TableCache"

    def test_a_forged_row_runs_no_code(self, db: None, table_cache: Any) -> None:
        forged = base64.b64encode(pickle.dumps(Bomb())).decode()
        table_cache.set("tries", [1.5])
        world.sql("update config_cache set value = %s", forged)
        assert table_cache.get("tries", "gone") == "gone"

    def test_it_adds_once_and_again_after_its_time(self, db: None, table_cache: Any) -> None:
        assert table_cache.add("code", 1, timeout=60)
        assert not table_cache.add("code", 2, timeout=60)
        assert table_cache.get("code") == 1
        world.sql("update config_cache set expires = now() - interval '1 second'")
        assert table_cache.get("code") is None
        assert not table_cache.touch("code")
        assert table_cache.add("code", 3, timeout=60)
        assert table_cache.get("code") == 3
        assert table_cache.delete("code")
        assert not table_cache.delete("code")

    def test_many_other_rows_push_no_limit_out(self, db: None, table_cache: Any) -> None:
        table_cache.set("the-victim", ["tried"], timeout=600)
        for n in range(400):
            table_cache.set(f"noise-{n}", 1, timeout=600)
        assert table_cache.get("the-victim") == ["tried"]


class TestHandover:
    """A counsellor with raw SQL and an own signed actor, about a young person of the own centre."""

    def test_a_draft_that_says_it_was_sent_opens_nothing(self, filled: World) -> None:
        statement = """
            insert into handover_handover (id, person_id, sender_id, receiver_id,
                sender_contact_id, state,
                leaving_on, legal_basis, data_until_on, started_at, sent_at, question,
                question_answer, decline_code, decline_sentence, contact_result)
            select gen_random_uuid(), %s, %s, %s, m.id, 'draft', current_date,
                '', %s, now(), %s,
                '', '', '', '', ''
            from access_membership m where m.user_id = rights.actor_id()
        """
        about = (filled.other, filled.other_centre, filled.office)
        with filled.app(filled.strangers["counsellor"]) as connection:
            assert attempt(connection, statement, *about, "2099-01-01", "2026-01-01") == "42501"
            assert attempt(connection, statement, *about, None, None) == "ok"

    def test_a_forged_job_makes_no_document_as_somebody_else(self, filled: World) -> None:
        """Whom a job acts for stands in the row; the queue is anybody's to write."""
        assert list(inspect.signature(make_pdf.func).parameters) == ["document_id"]
        assert list(inspect.signature(make_handover_jsonld.func).parameters) == ["document_id"]
        with filled.app(filled.strangers["counsellor"]) as connection:
            statement = """
                insert into handover_document (id, person_id, kind, organisation_id, requested_by,
                    requested_at, state, groups)
                values (gen_random_uuid(), %s, 'handover_pdf', %s, %s, now(), 'queued', '{}')
            """
            code = attempt(
                connection, statement, filled.victim, filled.other_centre, filled.self_account
            )
            assert code == "42501"


PAGES = ("/", "/aanmelden/", "/activeren/", "/toestel/", "/uitnodiging/", "/bestaat-niet/")
YOUNG_PAGES = ("/mijn/", "/mijn/dossier/", "/mijn/wie-keek/", "/mijn/rechten/")


class TestCaches:
    """Signing out on a shared computer: the button "back" shows nothing."""

    @pytest.mark.parametrize("path", [*PAGES, *YOUNG_PAGES])
    def test_no_page_is_kept(self, db: None, path: str) -> None:
        client = Client()
        person = world.person()
        client.force_login(User.objects.get(pk=world.account_of(person)))
        response = client.get(path)
        kept = response.headers["Cache-Control"]
        assert "no-store" in kept
        assert "private" in kept
