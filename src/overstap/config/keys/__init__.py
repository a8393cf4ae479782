"""`overstap keys …`: new keys, renewing what stands under former ones, and seeing what is left."""

from overstap.config.keys.commands import check, new, rotate

__all__ = ["check", "new", "rotate"]
