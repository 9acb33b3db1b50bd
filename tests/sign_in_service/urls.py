"""Addresses of the service: the protocol's, and a sign-in that asks for a name only."""

from django.contrib.auth import get_user_model, login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path


def sign_in(request: HttpRequest) -> HttpResponse:
    """?as=NAME signs that account in."""
    user = get_user_model().objects.get(username=request.GET["as"])
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return HttpResponse("signed in")


def waiting(request: HttpRequest) -> HttpResponse:
    return redirect("/login-first/")


urlpatterns = [
    path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),
    path("sign-in/", sign_in),
    path("login/", waiting),
]
