"""Dutch or English: both stand side by side where they are said; numbers follow the language."""

import math
from dataclasses import dataclass

_MONTHS = {
    "nl": ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
           "oktober", "november", "december"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December"),
}  # fmt: skip


@dataclass(frozen=True)
class Voice:
    """`voice("ja", "yes")` says the one of the study's language."""

    language: str = "nl"

    def __call__(self, dutch: str, english: str, **values: object) -> str:
        text = english if self.language == "en" else dutch
        return text.format(**values) if values else text

    def number(self, value: float, digits: int = 0) -> str:
        """1.234,5 in Dutch, 1,234.5 in English; a true minus sign."""
        if math.isinf(value):
            return "∞" if value > 0 else "-∞"
        text = f"{value:,.{digits}f}"
        if float(text.replace(",", "")) == 0:
            text = text.lstrip("-")
        if self.language != "en":
            text = text.translate(str.maketrans(",.", ".,"))
        return text.replace("-", "\N{MINUS SIGN}")

    def percent(self, share: float, digits: int = 1) -> str:
        return self.number(100 * share, digits) + self("\N{NO-BREAK SPACE}%", "%")

    def month(self, number: int) -> str:
        """24200 is september 2016."""
        return f"{_MONTHS[self.language][number % 12]} {number // 12}"

    def listed(self, items: list[str]) -> str:
        if len(items) < 2:
            return "".join(items)
        return ", ".join(items[:-1]) + self(" en ", " and ") + items[-1]

    @property
    def hidden(self) -> str:
        return self("verborgen", "hidden")
