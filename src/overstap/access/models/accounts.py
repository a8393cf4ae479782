"""Accounts and what ties them to organisations and people."""

import uuid
from collections.abc import Iterator
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from overstap.access.choices import CodePurpose, LinkKind
from overstap.doors.roles import Role
from overstap.kernel.conditions import (
    GUIDE,
    PLATFORM_ADMIN,
    SELF,
    STAFF,
    By,
    Own,
    admins,
    around_me,
    empty,
    filled,
    leads,
    members,
    readers,
)
from overstap.kernel.shapes import of_organisation, of_person
from overstap.kernel.whose import ACCOUNT, FILE, STAFF_YEARS, WORK, Kept, about, about_staff, stays
from overstap.organisations.models import Organisation
from overstap.people.models import Guardian, Person


class User(AbstractBaseUser):
    """Account. Holds no name and no readable login name: `username` is a keyed hash.

    This table is read before the actor is known, so it stands outside row-level security.
    """

    whose = about_staff(
        _("Je account"),
        ACCOUNT,
        f"{FILE} {STAFF_YEARS}",
        account="id",
        account_gets="date_joined last_login is_active needs_second_factor",
        secret={
            "username": "a print of the login name, which nobody can read back",
            "password": "a print of the password, which nobody can read back",
            "session_epoch": "a counter by which sessions end",
        },
        forgotten=Kept("of somebody who still works here or guards another; else deleted"),
        seen=_("niemand: alleen jij meldt je ermee aan"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(max_length=64, unique=True)
    is_active = models.BooleanField(default=True)
    # Part of the session hash: raising it ends every session in the same transaction.
    session_epoch = models.IntegerField(default=0)
    needs_second_factor = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = BaseUserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def get_session_auth_hash(self) -> str:
        return f"{super().get_session_auth_hash()}:{self.session_epoch}"

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same under each former secret key: an open session survives a new one."""
        for found in super().get_session_auth_fallback_hash():
            yield f"{found}:{self.session_epoch}"

    def __str__(self) -> str:
        return str(self.pk)


class Membership(models.Model):
    """Lidmaatschap: somebody's role in an organisation, for a period; also the contact person."""

    # Staff see colleagues and the contact persons of the network; a young person and a guardian see
    # the staff of organisations that have or had a right on the file.
    access = of_organisation(
        By("user_id") | members() | around_me() | (Own("is_contact") & STAFF) | PLATFORM_ADMIN,
        change=admins() | PLATFORM_ADMIN,
        columns="deputy_id display_name email is_contact phone topic",
        by_hand={"read": "handover adds who prepared what an office received (reaching.sql)"},
    )
    whose = about_staff(
        _("Waar je werkt"),
        WORK,
        STAFF_YEARS,
        account="user_id",
        account_gets=(
            "organisation_id role display_name phone email email_changed_at is_contact topic "
            "deputy_id from_on until_on"
        ),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    role = models.CharField(_("rol"), max_length=20, choices=Role)
    display_name = models.CharField(_("naam"), max_length=200)
    phone = models.CharField(_("telefoon"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    # Kept by a trigger: a recovery goes to no address that somebody just typed.
    email_changed_at = models.DateTimeField(null=True, editable=False)
    is_contact = models.BooleanField(_("vaste contactpersoon"), default=False)
    topic = models.CharField(_("onderwerp"), max_length=100, blank=True)
    deputy = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("display_name", "id")
        indexes = [models.Index(fields=["organisation", "role"])]


class PersonAccount(models.Model):
    """Koppeling: this account is this young person, or this guardian of this young person."""

    # Own links; the guiding organisation sees whether somebody has an account.
    access = of_person(read=By("user_id") | SELF | GUIDE)
    whose = about(
        _("Accounts bij je dossier"),
        ACCOUNT,
        FILE,
        guardian="guardian_id",
        account="user_id",
        as_account=_("Je koppeling met een jongere"),
        account_gets="kind created_at",
        merged=stays("a record with an own account is the one that is kept"),
        ties=True,
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="person_accounts")
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    kind = models.CharField(max_length=10, choices=LinkKind)
    guardian = models.ForeignKey(Guardian, null=True, on_delete=models.CASCADE)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="self", guardian__isnull=True)
                | models.Q(kind="guardian", guardian__isnull=False),
                name="guardian_link_names_guardian",
            ),
            # At most one account is the young person; a guardian row has at most one account.
            models.UniqueConstraint(
                fields=("person",), condition=models.Q(kind="self"), name="one_account_per_person"
            ),
            models.UniqueConstraint(
                fields=("guardian",),
                condition=models.Q(kind="guardian"),
                name="one_account_per_guardian",
            ),
        ]


class WithoutHash(models.Manager[Any]):
    """Rows without the hash of their code, which the role of the server may write and not read."""

    def get_queryset(self) -> models.QuerySet[Any]:
        return (
            super()
            .get_queryset()
            .defer("code_hash" if self.model is ActivationCode else "token_hash")
        )


class ActivationCode(models.Model):
    """Activatiecode: bound to one person and one role; only its keyed hash is kept."""

    # Who guides issues and revokes, once and for good; redeeming is rights.redeem_code. Not the
    # hash of the code: whoever reads it could look for the code at home. Tries and use are the
    # database's own.
    access = of_organisation(
        reads=(
            "expires_at guardian_id id issued_at issued_by kind opened_account "
            "organisation_id page person_id purpose revoked_at tries_left "
            "used_at"
        ),
        change=(readers() & empty("used_at", "revoked_at"), readers() & filled("revoked_at")),
        columns="revoked_at",
        by_hand={"insert": "days and tries are terms of today; a guardian is one of the person"},
    )
    whose = about(
        _("Codes die voor jou gemaakt zijn"),
        ACCOUNT,
        FILE,
        guardian="guardian_id",
        guardian_gets="purpose organisation_id issued_at expires_at used_at revoked_at",
        acted=_("Codes"),
        acts="issued_by@issued_at opened_account@used_at",
        secret={
            "page": "a reference of the page that the code opens",
            "opened_account": "a reference; the account is in the copy",
        },
        merged=stays("a code opens the record that it was made for, and no other"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code_hash = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    guardian = models.ForeignKey(Guardian, null=True, on_delete=models.CASCADE)
    kind = models.CharField(max_length=10, choices=LinkKind)
    purpose = models.CharField(max_length=10, choices=CodePurpose, default=CodePurpose.ACCOUNT)
    # Of a device code: the one handover whose choice page it opens.
    page = models.UUIDField(null=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    issued_by = models.UUIDField()
    issued_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    tries_left = models.SmallIntegerField(default=5)
    used_at = models.DateTimeField(null=True)
    # The account that it opened or renewed: what that account answers rests for some days.
    opened_account = models.UUIDField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = WithoutHash()

    class Meta:
        ordering = ("-issued_at",)
        base_manager_name = "objects"


class Invitation(models.Model):
    """Uitnodiging of a staff member by an admin, confirmed by a second person; or a recovery."""

    # A lead says yes to a colleague too. Withdrawn once, for good. Not the hash of the code.
    access = of_organisation(
        admins() | PLATFORM_ADMIN | (leads() & empty("recovers_id")),
        reads=(
            "accepted_by confirmed_at confirmed_by display_name email "
            "expires_at id invited_at invited_by organisation_id reason "
            "recovers_id revoked_at role used_at"
        ),
        change=(
            (admins() | PLATFORM_ADMIN) & empty("used_at", "revoked_at"),
            (admins() | PLATFORM_ADMIN) & filled("revoked_at"),
        ),
        columns="revoked_at",
        by_hand={"insert": "who may invite whom is a question of its own (ADR 36)"},
    )
    whose = about_staff(
        _("Hoe je uitgenodigd werd"),
        WORK,
        STAFF_YEARS,
        account="accepted_by",
        account_gets=("organisation_id role display_name email invited_at confirmed_at used_at"),
        acted=_("Uitnodigingen van collega's"),
        acts="invited_by@invited_at confirmed_by@confirmed_at",
        secret={
            "recovers_id": "a reference of the membership",
            "reason": "words of an admin on a recovery: his to give",
        },
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    role = models.CharField(max_length=20, choices=Role)
    display_name = models.CharField(max_length=200)
    email = models.EmailField()
    # Filled for a recovery: the membership whose account gets a new password and second factor.
    recovers = models.ForeignKey(Membership, null=True, on_delete=models.CASCADE)
    reason = models.CharField(max_length=300, blank=True)
    invited_by = models.UUIDField()
    invited_at = models.DateTimeField(auto_now_add=True)
    # The second admin or lead: of a recovery, and of a role that reads files (rights.takes_two).
    confirmed_by = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    # The account that came in by it: who appointed whom is asked when one confirms for the other.
    accepted_by = models.UUIDField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = WithoutHash()

    class Meta:
        ordering = ("-invited_at",)
        base_manager_name = "objects"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True)
                | ~models.Q(confirmed_by=models.F("invited_by")),
                name="recovery_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(recovers__isnull=True)
                | models.Q(used_at__isnull=True)
                | models.Q(confirmed_by__isnull=False),
                name="recovery_used_after_confirmation",
            ),
        ]
