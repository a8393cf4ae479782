"""A study or data that cannot be used: what is wrong, where, and what to do."""


class StudyRefused(Exception):
    """The message reads aloud: what, where (line and field, or count and first places), what to do.

    `reason` is a fixed code for programs. `apart` says the same to who may not see single rows;
    without it the sentence names none.
    """

    def __init__(self, sentence: str, *, reason: str = "study", apart: str = "") -> None:
        super().__init__(sentence)
        self.reason = reason
        self.apart = apart or sentence
