"""Accounts of people whose last agency left."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession

from agencies.people.models import User
from agencies.tenancy import lookup


def accounts_close(user_ids: set[int]) -> int:
    """Close the accounts of people who hold no place in any agency (any more), in the caller's transaction; returns how many.

    The row stays, because trails name its number; name, address, password and second steps go. Staff of the platform stay.
    """
    closed = 0
    for user in User.objects.filter(id__in=user_ids, is_staff=False, is_superuser=False):
        if lookup.belongs(user.pk):
            continue
        for model in (EmailAddress, Authenticator, SocialAccount, UserSession):
            model._default_manager.filter(user_id=user.pk).delete()
        user.email, user.name, user.is_active = f"closed-{user.pk}@portal.invalid", "", False
        user.set_unusable_password()
        user.save(update_fields=["email", "name", "is_active", "password"])
        closed += 1
    return closed
