"""Everything that is kept about who asks, made from what each table says of itself (`whose`).

Three readers: a young person, a guardian, and an account (a colleague, or either of those). Rows
come through the policies of the reader, or through the functions of desk/sql/own_copy.sql, which
ask nobody whom it is about.
"""

from overstap.desk.queries.kept.copy import Act, Kept, Section, about_account, about_person

__all__ = ["Act", "Kept", "Section", "about_account", "about_person"]
