"""Health answers, the neutral exit, and the page for a failed form token."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form was older than the session: nothing was sent, and the person can go back."""
    return render(request, "403_csrf.html", status=403)
