"""Doors of service keys for whoever runs the portal; agencies/management/commands names them."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agencies.access import services
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Invalid, NotFound
from agencies.tenancy.rights import Role


class MakeServiceKey(BaseCommand):
    """Makes a service key of an agency; the trail shows that it was made on the server and not by a person."""

    help = "Make a service key for an integrator and write it once. It cannot be shown again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The agency, and what the key may do for how long."""
        parser.add_argument("agency", metavar="AGENCY_SLUG")
        parser.add_argument("--name", required=True, help="who uses it; two live keys of one name are the most")
        parser.add_argument("--scopes", required=True, help="actions, with commas between them: case.read,match.read")
        parser.add_argument(
            "--addresses", default="", help="networks that it may be used from, with commas; default: anywhere"
        )
        parser.add_argument("--days", type=int, default=90, help="until it expires (default 90, at most 366)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the key to standard output, and nothing else, so that it can go straight into a secret store."""
        scopes = [scope.strip() for scope in options["scopes"].split(",") if scope.strip()]
        try:
            agency = tenancy.agency_by_slug(options["agency"])
            actor = Actor(agency_id=agency.pk, roles=frozenset({Role.MANAGER}), kind="command")
            key = services.key_create(
                actor, name=options["name"], scopes=scopes, days=options["days"], addresses=options["addresses"]
            )
        except NotFound as error:
            raise CommandError(f"No active agency has the name {options['agency']}.") from error
        except (Conflict, Invalid) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(key)
