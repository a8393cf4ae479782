"""Measured text inside a page of documentation: replaced between two marks, the rest stays."""

from pathlib import Path


def write_between(path: Path, title: str, marks: tuple[str, str], text: str) -> None:
    """Put `text` between the marks; a page without them gets them at its end."""
    begin, end = marks
    page = path.read_text(encoding="utf-8") if path.is_file() else f"# {title}\n"
    if begin not in page:
        page = f"{page.rstrip()}\n\n{begin}\n{end}\n"
    before, _, rest = page.partition(begin)
    _, _, after = rest.partition(end)
    path.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")
