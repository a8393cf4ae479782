"""When a number would mislead, a reason stands in its place."""


class EstimateRefused(Exception):
    """An estimate that is not given: `reason` is a key of the words for it, `facts` are for who
    looks closer; they hold counts and stand in no report."""

    def __init__(self, reason: str, **facts: object) -> None:
        super().__init__(reason)
        self.reason, self.facts = reason, facts

    def __str__(self) -> str:
        return f"{self.reason} {self.facts}" if self.facts else self.reason
