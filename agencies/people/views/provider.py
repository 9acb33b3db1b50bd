"""Signing in through an agency's own service (OpenID Connect, authorization code with PKCE), and its settings.

allauth speaks the protocol. Its apps come from our rows, its HTTP goes through our door, and who is meant is decided by us.
"""

from functools import partial
from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from agencies.people import selectors, services, web
from agencies.people.forms import ProviderForm
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import NotFound
from agencies.tenancy.web import page

# What a service says when it took a second step: RFC 8176, and the profiles of REFEDS and OpenID.
STRONG_METHODS = {"mfa"}
STRONG_CLASSES = {
    "phr",
    "phrh",
    "https://refeds.org/profile/mfa",
    "http://schemas.openid.net/pape/policies/2007/06/multi-factor",
}


class MemberSignIn(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """allauth's adapter: there are no apps but the one of the address that is asked for, and nobody signs up."""

    def get_requests_session(self) -> services.GuardedSession:
        return services.guarded_session()

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        service: services.SignIn | None = getattr(request, "sign_in", None)
        if service is None or provider != service.provider_id:
            return []
        app = SocialApp(provider="openid_connect", provider_id=service.provider_id, name=service.agency)
        app.client_id, app.secret = service.client_id, service.secret
        app.settings = {
            "server_url": service.issuer.rstrip("/"),
            "oauth_pkce_enabled": True,
            "token_auth_method": "client_secret_post",
        }
        return [app]

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Decide who is meant; everybody else gets one and the same refusal."""
        service: services.SignIn = request.sign_in  # type: ignore[attr-defined]
        claims = sociallogin.claims
        try:
            if sociallogin.state.get("process") != AuthProcess.LOGIN:
                raise NotFound
            user = services.sign_in_match(
                service,
                subject=str(claims["sub"]),
                email=str(claims.get("email", "")),
                verified=claims.get("email_verified") is True,
            )
        except NotFound as error:
            refusal = render(request, "people/sign_in_refused.html", {"service": service}, status=403)
            raise ImmediateHttpResponse(refusal) from error
        record_authentication(request, user, "socialaccount", provider=service.provider_id)
        if service.trusts_second_step and strong(claims):
            record_authentication(request, user, "mfa", type=web.TAKEN_ELSEWHERE)
        request.session[web.ONLY_AGENCY] = service.agency_id
        raise ImmediateHttpResponse(perform_login(request, Login(user=user)))  # nothing of what it said is kept


def strong(claims: dict[str, Any]) -> bool:
    """Whether the service says that it took a second step."""
    methods = claims.get("amr")
    listed = {str(method) for method in methods} if isinstance(methods, list) else set()
    return bool(listed & STRONG_METHODS) or claims.get("acr") in STRONG_CLASSES


class ServiceAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """The protocol with every check that we can make: issuer, signature, and that both answers speak of one person."""

    @property
    def openid_config(self) -> dict[str, Any]:
        config: dict[str, Any] = super().openid_config
        if config.get("issuer") != self.request.sign_in.issuer:
            raise OAuth2Error("the service describes another issuer")
        return config

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return f"{settings.PUBLIC_URL}{reverse('sign-in-callback', args=[self.request.sign_in.slug])}"

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any) -> SocialLogin:
        self.did_fetch_access_token = False  # allauth would then not look at the signature
        raw = kwargs["response"].get("id_token")
        if not raw:
            raise OAuth2Error("no id_token")
        claims: dict[str, Any] = self._decode_id_token(app, raw)
        if not claims.get("sub"):
            raise OAuth2Error("no subject")
        if "email" not in claims:
            claims = self._more(token.token, claims)
        login = self.get_provider().sociallogin_from_response(request, {"id_token": claims})
        login.account.extra_data, login.claims = {}, claims
        return login

    def _more(self, access_token: str, claims: dict[str, Any]) -> dict[str, Any]:
        """Address of the person from the service's second answer, if it is about the same person."""
        with services.guarded_session() as session:
            answer = session.request("POST", self.profile_url, data={"access_token": access_token})
        answer.raise_for_status()
        info = answer.json()
        if info.get("sub") != claims["sub"]:
            raise OAuth2Error("the two answers are about two persons")
        return {**claims, "email": info.get("email", ""), "email_verified": info.get("email_verified", False)}


def _service(request: HttpRequest, slug: str) -> services.SignIn:
    try:
        service = services.sign_in_service(slug)
    except NotFound as error:
        raise Http404 from error
    request.sign_in = service  # type: ignore[attr-defined]
    return service


@never_cache
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """The start address of an agency's people. The button leads to a page of ours that leads on, so that no form is posted abroad."""
    service = _service(request, slug)
    if request.user.is_authenticated:
        return redirect("home")
    if request.method != "POST":
        return render(request, "people/sign_in_start.html", {"service": service})
    provider = OpenIDConnectProvider(request, app=MemberSignIn().list_apps(request, service.provider_id)[0])
    provider.oauth2_adapter_class = ServiceAdapter
    try:
        answer = provider.redirect(request, AuthProcess.LOGIN)
    except OAuth2Error:
        return render(request, "socialaccount/authentication_error.html", status=502)
    if not isinstance(answer, HttpResponseRedirect):
        return answer  # type: ignore[no-any-return]
    return render(request, "socialaccount/login_redirect.html", {"redirect_to": answer.url})


@require_safe
@never_cache
def callback(request: HttpRequest, slug: str) -> HttpResponse:
    """Where the service sends people back to."""
    service = _service(request, slug)
    if request.user.is_authenticated:
        return redirect("home")
    view = OAuth2CallbackView.adapter_view(ServiceAdapter(request, service.provider_id))
    return view(request)  # type: ignore[no-any-return]


@page("sign_in.read")
def settings_page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Which service the agency uses, and the addresses that it needs."""
    row, slug = selectors.provider(actor), tenancy.agency(actor.agency_id).slug
    facts = [
        {"key": _("Start address"), "value": f"{settings.PUBLIC_URL}{reverse('sign-in', args=[slug])}", "code": True},
        {
            "key": _("Return address"),
            "value": f"{settings.PUBLIC_URL}{reverse('sign-in-callback', args=[slug])}",
            "code": True,
        },
    ]
    if row is not None:
        facts += [
            {"key": _("Issuer"), "value": row.issuer, "code": True},
            {"key": _("Client id"), "value": row.client_id, "code": True},
            {"key": _("Domains"), "value": ", ".join(row.domains), "code": True},
            {"key": _("Its second step counts here"), "value": _("yes") if row.trusts_second_step else _("no")},
            {"key": _("In use"), "value": _("yes") if row.enabled else _("no")},
        ]
    return render(request, "people/provider.html", {"facts": facts, "row": row})


@page("sign_in.update")
def settings_change(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Set or change the service."""
    row = selectors.provider(actor)
    names = ("issuer", "client_id", "trusts_second_step", "enabled")
    initial = {name: getattr(row, name) for name in names} | {"domains": ", ".join(row.domains)} if row else {}
    form = ProviderForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid() and web.apply(form, partial(services.provider_set, actor, **form.cleaned_data)):
        messages.success(
            request, _("The sign-in service is saved. Try it in a private window before you tell your colleagues.")
        )
        return redirect("provider")
    return render(request, "people/provider_change.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
@page("sign_in.update")
def settings_remove(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Forget the service."""
    services.provider_remove(actor)
    messages.success(request, _("The sign-in service is removed. Everybody signs in with a password again."))
    return redirect("provider")
