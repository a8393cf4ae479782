"""`overstap keys …`: renewing what stands under former keys, and seeing what is left."""

from overstap.config.keys.commands import check, rotate

__all__ = ["check", "rotate"]
