"""Opaque addresses of the nodes of one document."""

from uuid import NAMESPACE_URL, UUID, uuid5

from overstap.exchange.kvs.literals import Node


class Refs:
    """Addresses made from the reference of the document, the same each time."""

    def __init__(self, ref: str) -> None:
        try:
            self._root = UUID(ref)
        except ValueError:
            self._root = uuid5(NAMESPACE_URL, ref)

    @property
    def document(self) -> str:
        return f"urn:uuid:{self._root}"

    def to(self, name: str) -> str:
        return f"urn:uuid:{uuid5(self._root, name)}"

    def link(self, name: str) -> Node:
        return {"@id": self.to(name)}
