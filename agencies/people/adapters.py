"""allauth's adapters: nobody signs up by himself, and nobody is left without a second step."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

JUST_NOW = 300  # seconds after signing in during which nobody is asked again who he is


class ClosedAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts come from agencies; the sign-up pages answer that registration is closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Wrong passwords are counted by axes alone; two counters would lock people out twice."""

    def _rollback_login_failed_rl_usage(self) -> None:
        """Nothing was counted, so nothing is taken back."""

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not for somebody who signed in a moment ago, as everybody did who sets up his second step."""
        request = context.request
        records = get_authentication_records(request, request.user)
        if any(time.time() - record.get("at", 0) < JUST_NOW for record in records):
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The last app or key cannot be removed: add the new one first."""

    error_messages = DefaultMFAAdapter.error_messages

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        others = Authenticator.objects.filter(user_id=authenticator.user_id).exclude(pk=authenticator.pk)
        return bool(others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())
