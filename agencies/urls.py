"""Gathers the pages of this app's features."""

from django.urls import path

from agencies.audit import views as audit
from agencies.people import views as people

urlpatterns = [
    path("audit/", audit.trail, name="audit-trail"),
    path("account/second-step/", people.second_step, name="second-step"),
    path("agency/switch/", people.switch, name="agency-switch"),
]
