"""The app of evidence, notices, review, delivery and follow-up."""

from django.apps import AppConfig


class TakedownsConfig(AppConfig):
    name = "takedowns"
    verbose_name = "Takedowns"
