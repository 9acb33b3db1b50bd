"""allauth's account adapter: nobody signs up by himself."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts come from agencies; the sign-up pages answer that registration is closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
