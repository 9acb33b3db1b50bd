"""`manage.py agency_open` and `manage.py member_add`: the platform's way to a first workspace and its people."""

from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError

from agencies.people import services
from agencies.tenancy import selectors as tenancy
from agencies.tenancy import services as agencies
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import NotFound
from agencies.tenancy.rights import Role

ROLES = [role.value for role in Role if role is not Role.PLATFORM_ADMIN]


class OpenCommand(BaseCommand):
    """Open a workspace with sensible settings."""

    help = "Open an agency's workspace: manage.py agency_open SLUG --name ... --kind ngo --country NL --contact ... --reply ..."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--name", required=True)
        parser.add_argument("--kind", required=True, choices=agencies.KINDS)
        parser.add_argument("--country", required=True, help="two letters, ISO 3166-1")
        parser.add_argument("--contact", required=True, help="address that recipients may write to")
        parser.add_argument("--reply", required=True, help="address that notices are sent from and answered to")
        parser.add_argument("--capacity", default="representative", choices=agencies.CAPACITIES)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            agencies.agency_open(
                name=options["name"], slug=options["slug"], kind=options["kind"], country=options["country"].upper(),
                contact_email=options["contact"], reply_address=options["reply"], capacity=options["capacity"],
            )  # fmt: skip
        except IntegrityError as error:
            raise CommandError(
                "There is an agency with this name in addresses already, or the country is no code."
            ) from error
        self.stdout.write(f"The workspace {options['slug']} is open. Add people with: manage.py member_add")


class MemberCommand(BaseCommand):
    """Give a person a role in an agency; asks for a password when the account is new."""

    help = "Give a person a role: manage.py member_add SLUG EMAIL --name 'Kim Seo-yun' --role case_worker"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("email")
        parser.add_argument("--name", required=True)
        parser.add_argument("--role", required=True, choices=ROLES)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            agency = tenancy.agency_by_slug(options["slug"])
        except NotFound as error:
            raise CommandError(f"There is no active agency {options['slug']}.") from error
        password = getpass("Password for the account (not shown; empty if the person has one): ") or None
        try:
            if password:
                validate_password(password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        services.member_add(
            Actor.system(agency.pk),
            email=options["email"],
            name=options["name"],
            role=options["role"],
            password=password,
        )
        self.stdout.write(f"{options['email']} works for {agency.name} as {options['role']}.")
