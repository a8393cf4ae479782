"""What stored SQL a database holds now, read from its catalogues; any role may ask."""

import hashlib
from pathlib import Path
from typing import Any

Key = tuple[str, str]

QUERY = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
# Names are written out in full whatever the session's search_path, so that every role reads alike.
PATH = "set local search_path = pg_catalog, pg_temp"


def definitions(cursor: Any) -> dict[Key, str]:
    """Every object of these kinds as the database itself writes it. Inside a transaction."""
    cursor.execute("select current_setting('search_path')")
    before = cursor.fetchone()[0]
    cursor.execute(PATH)
    cursor.execute(QUERY)
    found = {(kind, identity): text for kind, identity, text in cursor.fetchall()}
    cursor.execute("select set_config('search_path', %s, true)", [before])
    return found


def digests(cursor: Any) -> dict[Key, str]:
    """The same, as digests."""
    return {
        key: hashlib.sha256(text.encode()).hexdigest() for key, text in definitions(cursor).items()
    }
