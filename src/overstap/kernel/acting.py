"""Who acts, as far as rooms below access need to know."""

from typing import Protocol
from uuid import UUID


class Acting(Protocol):
    """An account in one part; `doors.viewer.Viewer` is one."""

    @property
    def user_id(self) -> UUID: ...

    @property
    def role(self) -> str: ...

    @property
    def organisation_id(self) -> UUID | None: ...

    @property
    def person_id(self) -> UUID | None: ...
