"""Gathers the API of this app's features; the last line catches what no other app answers."""

from django.urls import path, re_path

from agencies.access import api as access
from agencies.workspace import api as workspace

urlpatterns = [
    path("agency/settings", workspace.SettingsEndpoint.as_view(), name="api-agency-settings"),
    re_path(r"", access.unknown),
]
