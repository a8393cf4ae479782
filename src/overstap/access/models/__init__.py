"""Records of access, by what they are about."""

from overstap.access.models.accounts import (
    ActivationCode,
    Invitation,
    Membership,
    PersonAccount,
    User,
)
from overstap.access.models.rights import (
    CaseloadRow,
    Choice,
    Grant,
    Involvement,
    LinkRequest,
    LookQuestion,
    Setting,
)

__all__ = [
    "ActivationCode",
    "CaseloadRow",
    "Choice",
    "Grant",
    "Invitation",
    "Involvement",
    "LinkRequest",
    "LookQuestion",
    "Membership",
    "PersonAccount",
    "Setting",
    "User",
]
