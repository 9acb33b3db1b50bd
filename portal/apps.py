"""The app that wires everything: logs, the table event -> jobs, and the start-up checks."""

from django.apps import AppConfig
from django.conf import settings

from agencies.events import wires
from portal import celery, checks, logs, wiring


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Portal"
    celery_app = celery.app  # made here so that every process that sends a job knows the broker

    def ready(self) -> None:
        """Configure logs and hand the table to the events."""
        logs.configure(settings.LOG_LEVEL)
        checks.register_all()
        wires.wire(wiring.TABLE)
