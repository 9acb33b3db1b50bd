"""The app that wires everything: logs, the table event -> jobs, and the start-up checks."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Portal"
