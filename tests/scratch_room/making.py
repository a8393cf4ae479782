"""Makes the tables and rights of the scratch room in the running transaction of a test."""

import hashlib
import hmac
import re
import time
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection

from overstap.config.stored_sql.reading import statements
from overstap.config.stored_sql.shaping.statements import of_table
from tests.conftest import owner
from tests.scratch_room import models


def make() -> None:
    with owner():
        with connection.schema_editor() as editor:
            for model in models.MODELS:
                editor.create_model(model)
        run(Path(__file__).with_name("holder.sql").read_text(encoding="utf-8"))
        for model in models.MODELS:
            run(of_table(model, model.access))


def run(sql: str) -> None:
    """Statements of a file of stored SQL, in this transaction only."""
    with connection.cursor() as cursor:
        for statement in statements(sql):
            cursor.execute(re.sub(r"^set role", "set local role", statement.text))
        cursor.execute("set local role overstap_owner")


def hold(purpose: str, row: UUID, *, seconds: int = 60, key: bytes | None = None) -> str:
    """What a link would put into the transaction of its holder."""
    message = f"holder:{purpose}.{row}.{int(time.time()) + seconds}"
    digest = hmac.new(key or settings.ACTOR_KEY, message.encode(), hashlib.sha256).hexdigest()
    return f"{message}.{digest}"
