"""One way to say no: a sentence for the person who asked, a code for the test."""


class Refusal(Exception):
    """A rule or a right says no.

    `sentence` is Dutch, fit to show to the person who asked: what is wrong and what to do.
    `code` is stable English for tests and programs. Neither may hold personal data.
    """

    def __init__(self, sentence: str, *, code: str = "refused", field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code
        self.field = field


class NotAllowed(Refusal):
    """The actor may not do this at all (403), whatever the state."""
