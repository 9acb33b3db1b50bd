"""Gathers the API of this app's features; the last line catches what no other app answers."""

from django.urls import re_path

from agencies.access import api as access

urlpatterns = [
    re_path(r"", access.unknown),
]
