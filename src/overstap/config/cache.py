"""The cache that counts tries: a table that the workers share, with values as JSON.

Django's own cache in a table unpickles what it reads, so whoever can write one row runs code in
the server, where the signing key is. Here a row is text, a number or a list of these.
"""

import json
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connections

# For a row without an end of its own.
FOREVER = 10 * 365 * 24 * 60 * 60


PUT = """insert into TABLE as old (cache_key, value, expires)
    values (%s, %s, clock_timestamp() + make_interval(secs => %s))
    on conflict (cache_key) do update set value = excluded.value, expires = excluded.expires"""


class TableCache(BaseCache):
    """Rows of `config_cache`, written at once by a connection of its own: a try counts whatever
    becomes of its request. No row leaves before its time, so nobody can push limits out."""

    def __init__(self, table: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.table = connections["counters"].ops.quote_name(table)

    def _run(self, statement: str, arguments: list[Any]) -> tuple[list[Any], int]:
        with connections["counters"].cursor() as cursor:
            cursor.execute(statement.replace("TABLE", self.table), arguments)
            return (cursor.fetchall() if cursor.description else []), cursor.rowcount

    def _seconds(self, timeout: Any) -> float:
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return FOREVER if seconds is None else float(seconds)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        rows, _count = self._run(
            "select value from TABLE where cache_key = %s and expires > clock_timestamp()",
            [self.make_and_validate_key(key, version=version)],
        )
        if not rows:
            return default
        try:
            return json.loads(rows[0][0])
        except ValueError:
            return default

    def set(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        self._put(key, value, timeout, version, only_when_gone=False)

    def add(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        return self._put(key, value, timeout, version, only_when_gone=True)

    def _put(
        self, key: str, value: Any, timeout: Any, version: int | None, *, only_when_gone: bool
    ) -> bool:
        self._run("delete from TABLE where expires < clock_timestamp() - interval '1 hour'", [])
        _rows, count = self._run(
            PUT + (" where old.expires <= clock_timestamp()" if only_when_gone else ""),
            [
                self.make_and_validate_key(key, version=version),
                json.dumps(value),
                self._seconds(timeout),
            ],
        )
        return count > 0

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        _rows, count = self._run(
            "update TABLE set expires = clock_timestamp() + make_interval(secs => %s)"
            " where cache_key = %s and expires > clock_timestamp()",
            [self._seconds(timeout), self.make_and_validate_key(key, version=version)],
        )
        return count > 0

    def delete(self, key: str, version: int | None = None) -> bool:
        _rows, count = self._run(
            "delete from TABLE where cache_key = %s",
            [self.make_and_validate_key(key, version=version)],
        )
        return count > 0

    def clear(self) -> None:
        self._run("delete from TABLE", [])
