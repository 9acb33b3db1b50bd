"""Doors of the translation catalogues; portal/management/commands names them."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.texts import services


class CompileTexts(BaseCommand):
    """Compiles the translation catalogues."""

    help = "Compile the catalogues in portal/locale that changed. Needs no gettext tools; runs before every start."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Write what changed and say how many files that were."""
        try:
            written = [path for folder in settings.LOCALE_PATHS for path in services.compile_texts(Path(folder))]
        except (OSError, ValueError) as error:
            raise CommandError(f"The texts could not be compiled: {error}") from error
        self.stdout.write(f"{len(written)} catalogue(s) compiled.")


class ExtractTexts(BaseCommand):
    """Updates the translation catalogues from the sources."""

    help = "Merge new texts of the sources into portal/locale/*/LC_MESSAGES/django.po. Needs GNU gettext."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Update the catalogue of every language but the source language."""
        languages = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
        try:
            services.extract_texts(Path(settings.BASE_DIR), languages)
        except services.ToolsMissing as error:
            raise CommandError(f"Nothing was changed: GNU gettext is not installed (missing: {error}).") from error
        self.stdout.write(f"Updated: {', '.join(languages)}. Translate what is new, then run compile_texts.")
