"""A database of its own that a test may break, signed in as the owner of the tables."""

from collections.abc import Iterator

import psycopg
import pytest

from overstap.config.embedded import Cluster


@pytest.fixture(scope="session")
def broken_database(cluster: Cluster, template_database: str) -> Iterator[str]:
    name = f"{template_database}_stored_sql"
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
