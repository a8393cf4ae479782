"""A database of its own that a test may break, signed in as the owner of the tables."""

import os
from collections.abc import Iterator

import psycopg
import pytest

from overstap.config.embedded import Cluster

_PROCESS = os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session")
def broken_database(cluster: Cluster, template_database: str) -> Iterator[str]:
    # Of this process alone: each process of a parallel run has files of this folder.
    name = f"{os.environ.get('OVERSTAP_TEST_DB', 'overstap')}_stored_sql_{_PROCESS}"
    cluster.clone(template_database, name)
    yield name
    cluster.drop(name)


@pytest.fixture
def database(cluster: Cluster, broken_database: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(cluster.urls(broken_database)["owner"], autocommit=True) as connection:
        yield connection


@pytest.fixture
def superuser(cluster: Cluster, broken_database: str) -> Iterator[psycopg.Connection]:
    with cluster.superuser(broken_database) as connection:
        connection.autocommit = True
        yield connection
