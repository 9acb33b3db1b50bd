"""Gathers the API of all apps under /api/v1/."""

from django.conf import settings
from django.urls import include, path
from django.views.static import serve

# Writes the schema (a test compares it with the code):
# manage.py spectacular --custom-settings portal.api.SCHEMA --format openapi-json --file portal/docs/openapi.json
SCHEMA = {
    "POSTPROCESSING_HOOKS": ["agencies.access.schema.complete"],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
}

urlpatterns = [
    path("", include("cases.api")),
    path("", include("takedowns.api")),
    # open to everyone: it holds no secret, and is in the repository too
    path("schema.json", serve, {"document_root": settings.BASE_DIR / "portal/docs", "path": "openapi.json"}),
    path("", include("agencies.api")),
]
