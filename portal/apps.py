"""The app that wires everything: logs, the table event -> jobs, and the start-up checks."""

from django.apps import AppConfig
from django.conf import settings

from agencies.events import wires
from agencies.keys import ring
from agencies.keys import selectors as keys
from portal import celery, checks, logs, wiring


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Portal"
    celery_app = celery.app  # made here so that every process that sends a job knows the broker

    def ready(self) -> None:
        """Configure logs, hand the table to the events, and say where the key ring finds the master key."""
        logs.configure(settings.LOG_LEVEL)
        checks.register_all()
        wires.wire(wiring.TABLE)
        ring.provide(keys.master)
