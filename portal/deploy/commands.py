"""Doors of the deployment tools; portal/management/commands names them."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.deploy import services


class VendorAssets(BaseCommand):
    """Re-creates portal/static/vendor/govuk."""

    help = (
        "Re-create portal/static/vendor/govuk from an unpacked npm package: npm pack govuk-frontend@6.6.0, unpack it, "
        "npx rtlcss package/dist/govuk/govuk-frontend.min.css mirrored.css, then give both paths to this command."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The unpacked package, and the mirrored style sheet for right-to-left languages."""
        parser.add_argument("package", type=Path, help="folder that holds package.json")
        parser.add_argument("--mirrored", type=Path, help="the style sheet after rtlcss")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the files and say which."""
        target = Path(settings.BASE_DIR) / "portal" / "static" / "vendor" / "govuk"
        try:
            names = services.vendor_govuk(options["package"], target, options["mirrored"])
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"Nothing was changed, or only in part: {error}") from error
        self.stdout.write(f"Wrote {', '.join(names)}. Look at the difference before you commit it.")
