"""Gathers the API of all apps under /api/v1/."""

from django.urls import include, path
from drf_spectacular.views import SpectacularJSONAPIView

urlpatterns = [
    path("", include("cases.api")),
    path("", include("takedowns.api")),
    path("schema.json", SpectacularJSONAPIView.as_view(), name="api-schema"),
]
