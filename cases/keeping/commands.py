"""`manage.py retention`: what retention would do, or does."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from cases.keeping import selectors, services


class RetentionCommand(BaseCommand):
    """Prints numbers of agencies and cases only."""

    help = "Run a round of retention now. --dry-run only says what it would do."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="change nothing")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        if not dry_run:
            met = services.retention_round()
            self.stdout.write(", ".join(f"{name}: {number}" for name, number in met.items()))
            return
        for agency_id in tenancy.every_agency_id():
            with tenant_scope(agency_id):
                found = selectors.due(Actor.system(agency_id))
            self.stdout.write(
                f"agency {agency_id}: casework goes {found.end}, is announced {found.announce}, held {found.held}, "
                f"watch recalled {found.remind}"
            )
