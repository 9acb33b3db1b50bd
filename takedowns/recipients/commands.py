"""`manage.py directory_load`: bring the shipped directory of providers into the database."""

from typing import Any

from django.core.management.base import BaseCommand

from takedowns.recipients import services


class DirectoryLoadCommand(BaseCommand):
    """Safe to run again; rows that somebody checked stay as they are."""

    help = "Load the shipped directory of providers; what staff checked or entered is never overwritten."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{services.directory_load()} rows are new or changed.")
