"""The demo's commands; the launcher runs them, and each refuses to run outside the demo."""

import json
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from portal.demo import selectors, services, tally
from portal.demo.adapters import control, operator, sites

POLL = 0.5
PATIENCE = 150.0  # seconds for one whole cycle on a slow machine


class DemoCommand(BaseCommand):
    """Base of the demo's commands."""

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is for the demo only. Start it with: make demo")
        self.work()

    def work(self) -> None:
        """What the command does."""
        raise NotImplementedError


def addresses() -> list[tuple[str, int]]:
    """(host, port) of the sample sites."""
    return [(host, int(port)) for host, _, port in (site.rpartition(":") for site in settings.DEMO_SITES)]


class SeedCommand(DemoCommand):
    """Fill an empty database with the sample agencies."""

    help = "Create the demo's agencies, people, cases and watch sources."

    def work(self) -> None:
        self.stdout.write("Sample agencies are ready." if services.seed() else "Sample agencies were here already.")


class SitesCommand(DemoCommand):
    """Serve the two sample sites until stopped."""

    help = "Serve the demo's sample sites."

    def work(self) -> None:
        sites.serve(addresses(), settings.DEMO_CONTROL_TOKEN)


class OperatorCommand(DemoCommand):
    """Be the sample sites' abuse desk until stopped."""

    help = "Receive the demo's mail and act on its notices."

    def work(self) -> None:
        folder = Path(settings.RUN_DIR) / "mail"
        operator.run((settings.SMTP_HOST, settings.SMTP_PORT), addresses(), settings.DEMO_CONTROL_TOKEN, folder)


class CycleCommand(DemoCommand):
    """One whole cycle without a person: waits for packages, approves them, waits for the removals and the re-upload."""

    help = "Run one cycle of the demo and write its figures."

    def work(self) -> None:
        officer, deadline = services.decider(), time.monotonic() + PATIENCE
        result = self._tally()
        while time.monotonic() < deadline and not (result.complete and self._settled()):
            services.approve_waiting(officer)
            time.sleep(POLL)
            result = self._tally()
        connection.close()
        happened = [(one.kind, one.at) for one in selectors.happened()]
        steps = tally.steps(happened)
        waits = [one.data["since_fetch"] for one in selectors.happened() if one.kind == "review.waiting"]
        self._report(steps, result, waits)
        if not result.complete:
            raise CommandError("The cycle did not come to its end; the figures above say what is missing.")

    def _tally(self) -> tally.Tally:
        found = control.state(settings.DEMO_SITES[0], settings.DEMO_CONTROL_TOKEN)
        return tally.count(selectors.finds(), found)

    def _settled(self) -> bool:
        """Whether every step of the story has happened at least once."""
        return set(tally.STEPS) <= {one.kind for one in selectors.happened()}

    def _report(self, steps: list[dict[str, Any]], result: tally.Tally, waits: list[float]) -> None:
        self.stdout.write("\n   seconds  step")
        for step in steps:
            self.stdout.write(f"{step['seconds']:10.2f}  {step['name']}")
        figures = {**asdict(result), "longest_fetch_to_desk": max(waits, default=0.0)}
        self.stdout.write("\n" + ", ".join(f"{name} {value}" for name, value in figures.items()) + "\n")
        settings.DEMO_REPORT.parent.mkdir(parents=True, exist_ok=True)
        settings.DEMO_REPORT.write_text(json.dumps({"steps": steps, **figures}, indent=1) + "\n", encoding="utf-8")
