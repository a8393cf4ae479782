"""Who worked here and left long ago: contact data, memberships and accounts that nothing needs any
more. As owner, by retention."""

from collections import Counter
from datetime import date
from typing import Any

# A handover names its contact persons as long as it is there.
_LEFT = "m.until_on is not null and m.until_on < %(day)s"
_NAMED = (
    "exists (select from handover_handover h"
    " where h.sender_contact_id = m.id or h.receiver_contact_id = m.id)"
)
_OLD_MEMBERS = f"select m.id from access_membership m where {_LEFT} and not {_NAMED}"  # noqa: S608
# Nobody's any more: no membership, no young person, no guardian, and not used since.
_OLD_ACCOUNTS = """
select u.id from access_user u
where coalesce(u.last_login, u.date_joined) < %(day)s
  and not exists (select from access_membership m where m.user_id = u.id)
  and not exists (select from access_personaccount a where a.user_id = u.id)
  and not exists (select from home_persona p where p.user_id = u.id)
"""
# Never used, or of an account that is no more: who let whom in is asked of those who are here.
_OLD_INVITATIONS = """
select i.id from access_invitation i
where i.expires_at < %(day)s
  and (i.used_at is null or not exists (select from access_user u where u.id = i.accepted_by))
"""


def forget_old_staff(cursor: Any, day: date, *, dry_run: bool = False) -> Counter[str]:
    """What was kept of people who left before `day`; answers how many of each."""
    counts: Counter[str] = Counter()
    members = _found(cursor, _OLD_MEMBERS, day)
    counts["lidmaatschappen"] = len(members)
    if not dry_run:
        _forget_members(cursor, members, day)
    # In a dry run the accounts of those members still have them.
    accounts = _found(cursor, _OLD_ACCOUNTS, day)
    counts["accounts"] = len(accounts)
    if not dry_run:
        for table in ("mfa_authenticator", "access_sent"):
            cursor.execute(f"delete from {table} where user_id = any (%s)", [accounts])  # noqa: S608
        cursor.execute("delete from access_user where id = any (%s)", [accounts])
    invitations = _found(cursor, _OLD_INVITATIONS, day)
    counts["uitnodigingen"] = len(invitations)
    if not dry_run:
        cursor.execute("delete from access_invitation where id = any (%s)", [invitations])
    return counts


def _forget_members(cursor: Any, members: list[Any], day: date) -> None:
    for statement in (
        "update access_caseloadrow set counsellor_id = null where counsellor_id = any (%s)",
        "update access_membership set deputy_id = null where deputy_id = any (%s)",
        "delete from access_invitation where recovers_id = any (%s)",
        "delete from access_membership where id = any (%s)",
    ):
        cursor.execute(statement, [members])
    # Whom a handover still names keeps the name, and nothing by which to reach him.
    cursor.execute(
        f"update access_membership m set phone = '', email = '' where {_LEFT}"  # noqa: S608
        " and (m.phone <> '' or m.email <> '')",
        {"day": day},
    )


def _found(cursor: Any, query: str, day: date) -> list[Any]:
    cursor.execute(query, {"day": day})
    return [row[0] for row in cursor.fetchall()]
