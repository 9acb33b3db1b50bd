"""People and their places in agencies."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower, Now

from agencies.tenancy.models import TenantModel
from agencies.tenancy.rights import Role


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
    created_at = models.DateTimeField(db_default=Now())

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_any_case")]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class Membership(TenantModel):
    """A role that a person holds in an agency; several rows for several roles."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, choices=[(r, r) for r in Role if r is not Role.PLATFORM_ADMIN])
    number = models.PositiveSmallIntegerField(help_text="with the role the duty identity that notices are signed with")
    ends_on = models.DateField(null=True, help_text="last day of a seconded colleague")
    suspended_at = models.DateTimeField(null=True, help_text="the person cannot act in this agency since then")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(name="membership_once", fields=["agency", "user", "role"]),
            models.UniqueConstraint(name="membership_number", fields=["agency", "role", "number"]),
            models.CheckConstraint(
                name="membership_role",
                condition=models.Q(role__in=[r.value for r in Role if r is not Role.PLATFORM_ADMIN]),
            ),
        ]
        indexes = [models.Index(fields=["user"], name="membership_user")]
