"""Gathers the pages of this app's features."""

from django.urls import path

from agencies.audit import views as audit
from agencies.people import views as people
from agencies.workspace import rules
from agencies.workspace import views as workspace

urlpatterns = [
    path("audit/", audit.trail, name="audit-trail"),
    path("account/second-step/", people.second_step, name="second-step"),
    path("agency/switch/", people.switch, name="agency-switch"),
    path("agency/settings/", workspace.settings_all, name="settings"),
    *(
        path(f"agency/settings/{name}/", workspace.settings_section, {"section": name}, name=f"settings-{name}")
        for name in rules.SECTIONS
    ),
]
