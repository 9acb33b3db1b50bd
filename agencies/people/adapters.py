"""allauth's adapters: nobody signs up by himself, nobody is left without a second step, and its HTTP goes through our door."""

import base64
import json
import time
from collections.abc import Mapping
from functools import cache
from ipaddress import ip_network
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode, urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.conf import settings
from django.http import HttpRequest

from agencies.doors.adapters import http
from agencies.doors.guard import ALLOWED_PORTS, Policy
from agencies.keys import platform
from agencies.keys.sealing import Place

SECRETS = Place("mfa_authenticator.data", 0)
JUST_NOW = 300  # seconds after signing in during which nobody is asked again who he is


class ClosedAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts come from agencies; the sign-up pages answer that registration is closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Always at PUBLIC_URL: whoever runs an agency's host name must not read links of other agencies' people."""
        link = str(super().get_reset_password_from_key_url(key))
        return settings.PUBLIC_URL + urlsplit(link).path

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Wrong passwords are counted by axes alone; two counters would lock people out twice."""

    def _rollback_login_failed_rl_usage(self) -> None:
        """Nothing was counted, so nothing is taken back."""

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not for somebody who signed in here a moment ago, as everybody did who sets up his second step.

        An agency's own sign-in service is no proof here: it must not be able to change how the account is protected elsewhere.
        """
        request = context.request
        records = get_authentication_records(request, request.user)
        ours = [
            record for record in records if record.get("method") != "socialaccount" and record.get("type") != "provider"
        ]
        if any(time.time() - record.get("at", 0) < JUST_NOW for record in ours):
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of authenticator apps and seeds of recovery codes are sealed; the last app or key cannot be removed.

    allauth names no row when it seals, so the place is the column: a sealed secret could be moved to another account by
    whoever can write to the table, and read by nobody without the platform's key.
    """

    error_messages = DefaultMFAAdapter.error_messages

    def encrypt(self, text: str) -> str:
        return base64.b64encode(platform.seal(SECRETS, text.encode())).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return platform.unseal(SECRETS, base64.b64decode(encrypted_text)).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        others = Authenticator.objects.filter(user_id=authenticator.user_id).exclude(pk=authenticator.pk)
        return bool(others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())


LIMITS = http.FetchLimits(max_bytes=300_000, deadline=10.0, max_redirects=0)


@cache
def _policy(networks: tuple[str, ...], ports: tuple[int, ...]) -> Policy:
    return Policy(ALLOWED_PORTS, tuple(ip_network(network) for network in networks), frozenset(ports))


class Answer:
    """What a sign-in service said, with the few names that allauth asks for."""

    def __init__(self, fetched: http.Fetched) -> None:
        self.status_code, self.content = fetched.status, fetched.body
        self.headers = {name.lower(): value for name, value in fetched.headers}
        self.headers.setdefault("content-type", "")

    @property
    def text(self) -> str:
        """The body as text."""
        return self.content.decode("utf-8", "replace")

    def json(self) -> dict[str, Any]:
        """The body as an object; raises OAuth2Error when it is none."""
        try:
            found = json.loads(self.content)
        except ValueError as error:
            raise OAuth2Error("no JSON") from error
        if not isinstance(found, dict):
            raise OAuth2Error("no object")
        return found

    def raise_for_status(self) -> None:
        """Raises OAuth2Error unless the service answered with success."""
        if not 200 <= self.status_code < 300:
            raise OAuth2Error(f"status {self.status_code}")


class GuardedSession:
    """Stands in for the HTTP session of allauth: each request passes the guarded door, and no redirect is followed."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        return None

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Read an address; raises OAuth2Error."""
        return self.request("GET", url)

    def request(
        self,
        method: str,
        url: str,
        *,
        params: None = None,
        data: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: None = None,
    ) -> Answer:
        """Read, or post a form; raises OAuth2Error. Credentials go in the form, never in a header."""
        policy = _policy(tuple(settings.SIGN_IN_ALLOWED_NETWORKS), tuple(settings.SIGN_IN_ALLOWED_PORTS))
        try:
            with http.Client(policy=policy, limits=LIMITS) as door:
                if method == "GET":
                    return Answer(door.fetch(url))
                return Answer(door.send(url, urlencode(data or {}).encode(), kind="application/x-www-form-urlencoded"))
        except (http.Refused, http.Unreachable) as error:
            raise OAuth2Error(str(error)) from error
