"""The strict floor of all tests.

Real PostgreSQL always: one template database a state of the migrations, a clone for each run.
Code under test runs as role `app`; factories run as the owner of the tables.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import django
import hypothesis
import pytest
from django.db import connections

from overstap.config.embedded import Cluster, local_cluster
from overstap.config.state import locked

SOURCES = Path(__file__).parent.parent / "src" / "overstap"
CHROMIUM = os.environ.get("OVERSTAP_CHROMIUM", "/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
SHARED = Path(__file__).parent.parent.parent / "shared"


def template_name() -> str:
    """Named after the migrations, their SQL and the events: a change makes a new template."""
    digest = hashlib.sha256()
    parts = ("*/migrations/*.py", "*/events.py", "**/*.sql")
    for path in sorted(path for part in parts for path in SOURCES.glob(part)):
        digest.update(path.read_bytes())
    return f"overstap_template_{digest.hexdigest()[:12]}"


def _prepare(cluster: Cluster, name: str) -> None:
    template = template_name()
    # Each version of PostgreSQL has its own: runs on two of them need not wait for each other.
    with locked(cluster.home / "template"):
        if cluster.note(template) != "ready":
            import subprocess
            import sys

            cluster.drop(template)
            cluster.bootstrap(template)
            environment = {**os.environ, **cluster.environment(template, "owner")}
            environment["OVERSTAP_STATE"] = str(cluster.state)
            code = (
                "import django; django.setup();"
                "from django.core.management import call_command as run;"
                "run('migrate', verbosity=0);"
                "from overstap.config.running import rebuild_stored_sql; rebuild_stored_sql();"
                "from overstap.access.actor import install_key; install_key();"
                # Its events count too: `overstap migrate` has read it.
                "import overstap.config.care;"
                "from overstap.audit.services import install_events; install_events()"
            )
            subprocess.run([sys.executable, "-c", code], check=True, env=environment)
            cluster.annotate(template, "ready")
        cluster.clone(template, name)


# Django reads its settings when pytest-django starts, so the database stands before that.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "overstap.config.settings")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
os.environ["OVERSTAP_DEMO"] = "1"
_cluster = local_cluster(tests=True)
_cluster.start()
_worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
_database = f"{os.environ.get('OVERSTAP_TEST_DB', 'overstap_test')}_{_worker}"
os.environ.update(_cluster.environment(_database, "test"))
django.setup()
# A worker of a parallel run inherits the controller's environment, and pytest-django has read the
# settings by then: the connection gets its own clone here.
for _alias in connections:
    connections[_alias].settings_dict["NAME"] = _database

from tests import floor, seconds  # noqa: E402  needs the settings
from tests.samples import WHOLE  # noqa: E402

# `make test` draws the same examples each time: what lands is what was seen. `make test-all` looks
# for new ones.
hypothesis.settings.register_profile(
    "sample", derandomize=True, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("default" if WHOLE else "sample")

if TYPE_CHECKING:
    from tests.access.attacked import World


def pytest_configure(config: pytest.Config) -> None:
    # The controller of a parallel run collects nothing itself: only who runs tests makes a clone.
    if os.environ.get("PYTEST_XDIST_WORKER") or not getattr(config.option, "numprocesses", None):
        _prepare(_cluster, _database)
    seconds.install(config)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--budget", action="store_true", help="what tests cost, and may cost")


@pytest.hookimpl(trylast=True)  # pytest and plugins order too, for fixtures that a session shares
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # Processes that each take the next file end together when the longest begin.
    if not SHARED.is_dir():
        missing = pytest.mark.skip(reason="../shared is niet aanwezig: deze test leest voorbeelden")
        for item in items:
            if item.get_closest_marker("shared"):
                item.add_marker(missing)
    places = {seconds.TESTS / name: place for place, name in enumerate(seconds.LONGEST_FIRST)}
    items.sort(key=lambda item: places.get(item.path, len(places)))


@pytest.fixture(scope="session")
def cluster() -> Cluster:
    return _cluster


@pytest.fixture(scope="session")
def template_database() -> str:
    """Name of the migrated, empty database that browser tests clone."""
    return template_name()


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """The clone is there already: nothing to make, nothing to destroy."""


@contextmanager
def role(name: str) -> Iterator[None]:
    """Inside, statements run as overstap_`name`; afterwards as before."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        before = cursor.fetchone()[0]
        cursor.execute(f"set local role overstap_{name}")
    try:
        yield
    finally:
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute(f"set local role {before}")


@contextmanager
def owner() -> Iterator[None]:
    """For factories: the owner of the tables, whom policies do not bind."""
    with role("owner"):
        yield


@pytest.fixture(autouse=True)
def _run_as_app(request: pytest.FixtureRequest) -> None:
    """Every database test runs as the role of the server, with nobody as actor."""
    if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("set local role overstap_app")


@pytest.fixture(autouse=True)
def _strict_floor(monkeypatch: pytest.MonkeyPatch) -> None:
    """No slices without an order, no other machines, nothing that the CSP blocks in a page."""
    floor.refuse_unordered_slices(monkeypatch)
    floor.refuse_other_machines(monkeypatch)
    floor.refuse_inline_content(monkeypatch)


@pytest.fixture
def budget() -> Callable[[int], AbstractContextManager[list[str]]]:
    """`with budget(8): client.get(...)`: at most so many statements of the page itself."""
    return floor.counted


@pytest.fixture(scope="session")
def filled(cluster: Cluster, template_database: str) -> Iterator["World"]:
    """A committed world in which every table knows something about one young person."""
    from tests.access.attacked import World

    world = World(cluster, template_database)
    yield world
    cluster.drop(world.database)


@pytest.fixture(autouse=True)
def _plain_static_files(settings) -> None:  # type: ignore[no-untyped-def]
    # Of this process alone: a server that another test starts collects into the folder of the site
    # while it is read here. Whitenoise warns of a missing folder, and a warning is an error here.
    settings.STATIC_ROOT = settings.STATIC_ROOT.with_name(f"static-{_worker}")
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    # The real hasher is slow on purpose.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def stand_on(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Callable[[date], None]:
    """Freezes the day, in Python and in the database."""

    def freeze(day: date) -> None:
        from overstap.kernel import clock

        noon = datetime.combine(day, time(12), tzinfo=clock.BRUSSELS)
        monkeypatch.setattr(clock, "now", lambda: noon)
        if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
            from django.db import connection

            with role("owner"), role("definer"), connection.cursor() as cursor:
                cursor.execute(
                    "insert into rights.frozen_day (day) values (%s)"
                    " on conflict (only_row) do update set day = excluded.day",
                    [day],
                )

    return freeze


@pytest.fixture(scope="session")
def shared() -> Path:
    """The real samples beside the clone; a test that needs them is skipped without."""
    if not SHARED.exists():
        pytest.skip("../shared is niet aanwezig: deze test leest echte voorbeelden")
    return SHARED


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """Debian's chromium; without it journeys are skipped, but in CI that is a failure."""
    if not Path(CHROMIUM).exists():
        message = f"geen browser op {CHROMIUM}: `apt-get install chromium`"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return {"executable_path": CHROMIUM, "args": FLAGS}
