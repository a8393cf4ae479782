"""Roles as data: what each role may do. An unknown role or action raises KeyError."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    COUNSELLOR = "counsellor", _("trajectbegeleider")
    CENTRE_LEAD = "centre_lead", _("teamverantwoordelijke")
    VDAB_COUNSELLOR = "vdab_counsellor", _("VDAB-consulent")
    VDAB_LEAD = "vdab_lead", _("VDAB-teamleider")
    ORG_ADMIN = "org_admin", _("beheerder van de organisatie")
    PLATFORM_ADMIN = "platform_admin", _("platformbeheerder")
    RESEARCHER = "researcher", _("onderzoeker")
    STEERING = "steering", _("stuurgroep")


# Roles that see several people's files: second factor required. The database functions
# rights.my_orgs() and rights.my_led_orgs() hold the same lists; a test compares them.
FILE_ROLES = frozenset({Role.COUNSELLOR, Role.CENTRE_LEAD, Role.VDAB_COUNSELLOR, Role.VDAB_LEAD})
LEAD_ROLES = frozenset({Role.CENTRE_LEAD, Role.VDAB_LEAD})

_COUNSELLOR = frozenset(
    {
        "see_caseload",
        "create_person",
        "edit_file",
        "issue_code",
        "start_handover",
        "import_messages",
        "import_pupils",
        "register_paper_answer",
    }
)
_VDAB = frozenset({"see_queue", "receive_handover"})

ACTIONS: dict[str, frozenset[str]] = {
    Role.COUNSELLOR: _COUNSELLOR,
    Role.CENTRE_LEAD: _COUNSELLOR
    | {"answer_questions", "merge_people", "confirm_link", "confirm_member"},
    Role.VDAB_COUNSELLOR: _VDAB,
    Role.VDAB_LEAD: _VDAB | {"answer_questions", "confirm_member"},
    Role.ORG_ADMIN: frozenset({"manage_members", "recover_members", "confirm_member"}),
    Role.PLATFORM_ADMIN: frozenset(
        {"manage_organisations", "manage_members", "confirm_member", "decide_extract"}
    ),
    # Neither sees a person: they stand in none of the lists of roles above.
    Role.RESEARCHER: frozenset({"run_study", "read_reports"}),
    Role.STEERING: frozenset({"read_reports"}),
}


def can(role: str, action: str) -> bool:
    """Whether the role has the action, which must exist. Who is no staff has none."""
    if action not in _KNOWN_ACTIONS:
        raise KeyError(action)
    return role in ACTIONS and action in ACTIONS[role]


_KNOWN_ACTIONS = frozenset().union(*ACTIONS.values())
