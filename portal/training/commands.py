"""`manage.py training_open`: a workspace to practise in."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agencies.tenancy.errors import Conflict
from portal.training import services


class TrainingCommand(BaseCommand):
    """Open a training workspace, or begin one anew."""

    help = "Open a training workspace: manage.py training_open SLUG --manager a@example.org; --reset begins it anew."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--name", default="Training")
        parser.add_argument("--country", default="KR")
        parser.add_argument("--manager", action="append", default=[], help="address of a manager; may be given twice")
        parser.add_argument("--reset", action="store_true", help="delete its rows and begin anew for the same people")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["reset"]:
                agency = services.training_reset(options["slug"])
            else:
                agency = services.training_open(
                    name=options["name"],
                    slug=options["slug"],
                    country=options["country"],
                    managers=options["manager"],
                )
        except Conflict as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{agency.name} ({agency.slug}) is open for training. Nothing is ever sent from it.")
