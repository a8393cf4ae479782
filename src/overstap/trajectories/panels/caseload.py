"""What the trajectory says on a line of Mijn jongeren."""

from overstap.trajectories.choices import Pathway


def pathways() -> dict[str, str]:
    """Each pathway in words, by its code."""
    return {str(code): str(label) for code, label in Pathway.choices}
