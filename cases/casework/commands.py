"""`manage.py shred_replay`: after a restore, before the start."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.casework import services


class ReplayCommand(BaseCommand):
    """Shred again what was shredded after the backup was made (HARMS 29)."""

    help = "After a restored database: destroy again what is on the shred list. May be run at any time, any number of times"

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            cases, agencies = services.shred_replay()
        except (OSError, ValueError) as error:
            raise CommandError(
                f"The file SHRED_LIST cannot be used ({type(error).__name__}). Nothing was destroyed. Put its copy back."
            ) from None
        self.stdout.write(f"{cases} cases and {agencies} agencies of the list were open again and are shredded now.")
