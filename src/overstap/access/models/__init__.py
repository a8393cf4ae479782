"""Records of access, by what they are about."""

from overstap.access.models.accounts import (
    ActivationCode,
    Invitation,
    Membership,
    PersonAccount,
    User,
)
from overstap.access.models.keys import KeyMark
from overstap.access.models.paper import PaperAnswer
from overstap.access.models.rights import (
    CaseloadRow,
    Choice,
    ForgetRequest,
    Grant,
    Involvement,
    LinkRequest,
    LookQuestion,
    Setting,
)
from overstap.access.models.sending import Sent

__all__ = [
    "ActivationCode",
    "CaseloadRow",
    "Choice",
    "ForgetRequest",
    "Grant",
    "Invitation",
    "Involvement",
    "KeyMark",
    "LinkRequest",
    "LookQuestion",
    "Membership",
    "PaperAnswer",
    "PersonAccount",
    "Sent",
    "Setting",
    "User",
]
