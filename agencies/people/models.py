"""People and their places in agencies."""

import unicodedata
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower, Now
from django.utils.crypto import salted_hmac

from agencies.keys.fields import SealedTextField
from agencies.people.states import InvitationState
from agencies.tenancy.models import TenantModel
from agencies.tenancy.rights import Role

ROLES = [role.value for role in Role if role is not Role.PLATFORM_ADMIN]


class UserManager(BaseUserManager["User"]):
    """Creates accounts by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person who may sign in; holds no right until a membership gives one."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A platform administrator: the Django admin, no agency."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person at work; may belong to several agencies. `is_staff` means the platform's own administrators."""

    withheld = {"password": "a secret of the person", "is_superuser": "the platform's", "is_staff": "the platform's"}

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=150)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    session_epoch = models.PositiveIntegerField(default=0, help_text="counted up, it ends all of the person's sessions")
    created_at = models.DateTimeField(db_default=Now())

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_any_case")]

    def __str__(self) -> str:
        return self.name

    def set_password(self, raw_password: str | None) -> None:
        """One spelling of each character (NFKC), so that every keyboard types the same password."""
        super().set_password(None if raw_password is None else unicodedata.normalize("NFKC", raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        return super().check_password(None if raw_password is None else unicodedata.normalize("NFKC", raw_password))

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must fit to: the password, as Django has it, and the epoch."""
        salt = "agencies.people.User.session"
        return salted_hmac(
            salt, f"{self.password}\0{self.session_epoch}", secret=secret, algorithm="sha256"
        ).hexdigest()

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class Membership(TenantModel):
    """A role that a person holds in an agency; several rows for several roles."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, choices=[(role, role) for role in ROLES])
    number = models.PositiveSmallIntegerField(help_text="with the role the duty identity that notices are signed with")
    ends_on = models.DateField(null=True, help_text="last day of a seconded colleague")
    suspended_at = models.DateTimeField(null=True, help_text="the person cannot act in this agency since then")
    ended_at = models.DateTimeField(null=True, help_text="the role was taken back; the row keeps the number taken")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(name="membership_once", fields=["agency", "user", "role"]),
            models.UniqueConstraint(name="membership_number", fields=["agency", "role", "number"]),
            models.CheckConstraint(
                name="membership_role",
                condition=models.Q(role__in=ROLES),
            ),
        ]
        indexes = [models.Index(fields=["user"], name="membership_user")]


class Invitation(TenantModel):
    """An offer of roles to whoever reads an address; the link is in the mail only, here is its digest."""

    email = models.EmailField()
    name = models.CharField(max_length=150)
    roles = ArrayField(models.CharField(max_length=30))
    ends_on = models.DateField(null=True, help_text="last day of a seconded colleague")
    language = models.CharField(max_length=12, help_text="of the mail")
    state = models.CharField(max_length=10, default=InvitationState.OPEN, choices=[(s, s) for s in InvitationState])
    digest = models.CharField(max_length=64, null=True, unique=True, help_text="SHA-256 of the link's token")  # noqa: DJ001
    expires_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    failed = models.BooleanField(default=False, help_text="the last mail was refused for good")
    invited_by = models.BigIntegerField(null=True, help_text="null: the platform")
    accepted_by = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="invitation_open", fields=["agency", "email"], condition=models.Q(state=InvitationState.OPEN)
            ),
            models.CheckConstraint(
                name="invitation_state", condition=models.Q(state__in=[s.value for s in InvitationState])
            ),
            models.CheckConstraint(name="invitation_roles", condition=models.Q(roles__contained_by=ROLES)),
        ]


class SignInProvider(TenantModel):
    """The agency's own sign-in service (OpenID Connect). Its people may use it; accounts are never made by it."""

    issuer = models.URLField(help_text="address of the service, as its own description names it")
    client_id = models.CharField(max_length=200)
    secret = SealedTextField(case=None)
    domains = ArrayField(models.CharField(max_length=253), help_text="domains of the addresses that it may vouch for")
    trusts_second_step = models.BooleanField(
        default=False, help_text="a second step that the service took counts here; it says so in amr"
    )
    enabled = models.BooleanField(default=True)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(name="signinprovider_one", fields=["agency"])]
