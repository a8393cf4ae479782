"""Verbs of access, by what they are about."""

from overstap.access.services.codes import (
    find_open_code,
    issue_code,
    mail_code,
    print_code,
    redeem_code,
    redeem_device_code,
    tell_of_use,
)
from overstap.access.services.members import (
    accept_invitation,
    confirm_invitation,
    confirm_recovery,
    edit_member,
    end_membership,
    invite,
    recover,
    revoke_invitation,
)
from overstap.access.services.paper import confirm_paper, register_paper, reject_paper
from overstap.access.services.passwords import change_password
from overstap.access.services.rights import (
    confirm_choice,
    give_choice,
    keep_facts,
    stop_choice,
    update_caseload,
)
from overstap.access.services.second_factor import (
    check_second_factor,
    renew_recovery_codes,
    set_up_second_factor,
)

__all__ = [
    "accept_invitation",
    "change_password",
    "check_second_factor",
    "confirm_choice",
    "confirm_invitation",
    "confirm_paper",
    "confirm_recovery",
    "edit_member",
    "end_membership",
    "find_open_code",
    "give_choice",
    "invite",
    "issue_code",
    "keep_facts",
    "mail_code",
    "print_code",
    "recover",
    "redeem_code",
    "redeem_device_code",
    "register_paper",
    "reject_paper",
    "renew_recovery_codes",
    "revoke_invitation",
    "set_up_second_factor",
    "stop_choice",
    "tell_of_use",
    "update_caseload",
]
