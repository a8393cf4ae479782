"""Widgets that the browser already knows well."""

from django import forms


class DatePicker(forms.DateInput):
    """A date field with the browser's own calendar; it reads and writes YYYY-MM-DD."""

    input_type = "date"

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class TimePicker(forms.TimeInput):
    """A time field with the browser's own clock; it reads and writes HH:MM."""

    input_type = "time"

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__(attrs=attrs, format="%H:%M")
