"""`overstap backup` and `overstap restore`: database, seals and files belong together."""

from overstap.config.backup.making import backup
from overstap.config.backup.restoring import restore

__all__ = ["backup", "restore"]
