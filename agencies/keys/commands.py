"""`manage.py key_new`, `key_check` and `key_rotate`: the operator's commands for keys."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from agencies.keys import sealing, selectors
from agencies.keys.errors import KeyTrouble, Shredded
from agencies.keys.services import check, rotate, shred
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import NotFound


class NewCommand(BaseCommand):
    """Print a line for MASTER_KEY, or make a key in the token."""

    help = "Make a master key: manage.py key_new NAME prints a line for the file; --token makes one inside the token"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="small letters, digits and hyphens, for example 2026-11")
        parser.add_argument("--token", action="store_true", help="make it in the token that the settings name")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["token"]:
            self.stdout.write(f"{options['name']}:{sealing.new_key().hex()}")
            return
        try:
            rotate.token_key(options["name"])
        except KeyTrouble as trouble:
            raise CommandError(str(trouble)) from None
        self.stdout.write(
            f"The token {settings.PKCS11_TOKEN} has a key {options['name']}. Put it first in PKCS11_KEY_LABELS."
        )


class CheckCommand(BaseCommand):
    """Say whether the keys fit the database."""

    help = "Open a key of every level and say what does not fit; --all opens every case's key"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="open the key of every case of every agency")

    def handle(self, *args: Any, **options: Any) -> None:
        found = selectors.problems()
        if not found:
            shred.list_even_out()
        if options["all"] and not found:
            opened, found = check.every_key()
            self.stdout.write(f"{opened} keys of cases and agencies open.")
        if found:
            raise CommandError("\n".join(found))
        self.stdout.write("The keys fit.")


class RotateCommand(BaseCommand):
    """Put new keys in place of old ones, beside the running portal."""

    help = "manage.py key_rotate master | agency SLUG | case SLUG NUMBER|own. May be stopped and run again at any time"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("level", choices=["master", "agency", "case"])
        parser.add_argument("slug", nargs="?")
        parser.add_argument("case", nargs="?", help="the case's id, or own: what belongs to no case")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(self._rotate(options["level"], options["slug"], options["case"]))
        except KeyTrouble as trouble:
            raise CommandError(str(trouble)) from None
        except Shredded as shredded:
            raise CommandError(str(shredded)) from None

    def _rotate(self, level: str, slug: str | None, case: str | None) -> str:
        if level == "master":
            return f"{rotate.master_rotate()} keys were under another master key; all are under the newest one now."
        try:
            agency_id = tenancy.agency_by_slug(slug or "").pk
        except NotFound:
            raise CommandError(f"There is no active agency {slug}.") from None
        if level == "agency":
            return f"The agency has a new key; {rotate.agency_rotate(agency_id)} case keys are under it."
        if case != "own" and not (case or "").isdecimal():
            raise CommandError("Name the case by its id, or say own.")
        number = None if case == "own" else int(case or "")
        return f"A new key; {rotate.case_rotate(Actor.system(agency_id), case_id=number)} rows were sealed anew."
