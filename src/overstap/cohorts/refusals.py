"""A study or data that cannot be used: what is wrong, where, and what to do."""


class StudyRefused(Exception):
    """The message reads aloud: what, where (line and field, or count and first places), what to do.

    `reason` is a fixed code for programs.
    """

    def __init__(self, sentence: str, *, reason: str = "study") -> None:
        super().__init__(sentence)
        self.reason = reason
