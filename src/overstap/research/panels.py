"""What other rooms show of research."""

from overstap.research import queries


def extracts_about_me() -> list[dict[str, object]]:
    """For the partial `cohorts/about_me.html`: extracts that may hold rows about who looks."""
    return queries.extracts_about_me()
