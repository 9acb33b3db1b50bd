"""`manage.py audit_verify`: recompute the chains, also against anchors that were kept outside."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agencies.audit import anchors, selectors, services
from agencies.audit.chain import Finding, Point
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import NotFound
from agencies.tenancy.scope import tenant_scope


class VerifyCommand(BaseCommand):
    """Says number and kind of every break; ends with 1 when there is one."""

    help = "Check the trails of all agencies and of the platform, or of one agency: manage.py audit_verify [SLUG]"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", nargs="?", help="one agency only")
        parser.add_argument("--anchors", help="file with anchors, as copied from AUDIT_ANCHOR_FILE at the time")

    def handle(self, *args: Any, **options: Any) -> None:
        outside = self._anchors(options["anchors"])
        broken = False
        for agency_id in self._agencies(options["slug"]):
            actor = Actor.system(agency_id)
            found = services.verify(actor, outside=outside.get(agency_id, []))
            with tenant_scope(agency_id):
                figures = selectors.figures(selectors.of_agency(actor))
            broken |= self._say(tenancy.agency(agency_id).slug, figures, found)
        if not options["slug"]:
            found = services.verify_platform(outside=outside.get(anchors.PLATFORM, []))
            broken |= self._say("platform", selectors.figures(selectors.of_platform()), found)
        if broken:
            raise CommandError(
                "The trail is broken. Nothing was changed. Keep database, anchors and backups as they are."
            )

    def _anchors(self, name: str | None) -> dict[int, list[Point]]:
        try:
            return anchors.parse(Path(name).read_text(encoding="utf-8")) if name else {}
        except OSError as error:
            raise CommandError(f"The file with the anchors cannot be read ({error.strerror}).") from error
        except ValueError as error:
            raise CommandError(str(error)) from error

    def _agencies(self, slug: str | None) -> list[int]:
        try:
            return [tenancy.agency_by_slug(slug).pk] if slug else tenancy.every_agency_id()
        except NotFound as error:
            raise CommandError(f"There is no active agency {slug}.") from error

    def _say(self, name: str, figures: tuple[int, int, int], found: list[Finding]) -> bool:
        sealed, waiting, anchored = figures
        state = "BROKEN" if found else "whole"
        self.stdout.write(f"{name}: {sealed} sealed lines, {waiting} not sealed yet, {anchored} anchors: {state}")
        for each in found:
            self.stdout.write(f"  number {each.number}: {each.kind.value}")
        return bool(found)
