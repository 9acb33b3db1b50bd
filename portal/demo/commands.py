"""The demo's commands; the launcher runs them, and each refuses to run outside the demo."""

import json
import time
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from portal.demo import selectors, tally
from portal.demo.services import cycle, seed

POLL = 1.0
PATIENCE = 280.0  # seconds for one whole cycle on a slow machine


class DemoCommand(BaseCommand):
    """Base of the demo's commands. The launcher has run the system checks once; each of these starts faster without."""

    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is for the demo only. Start it with: make demo")
        self.work()

    def work(self) -> None:
        """What the command does."""
        raise NotImplementedError


class SeedCommand(DemoCommand):
    """Fill an empty database with the sample agencies."""

    help = "Create the demo's agencies, people, cases and watch sources."

    def work(self) -> None:
        self.stdout.write("Sample agencies are ready." if seed.seed() else "Sample agencies were here already.")


class SitesCommand(DemoCommand):
    """Serve the two sample sites until stopped."""

    help = "Serve the demo's sample sites."

    def work(self) -> None:
        cycle.serve_sites()


class OperatorCommand(DemoCommand):
    """Be the sample sites' abuse desk until stopped."""

    help = "Receive the demo's mail and act on its notices."

    def work(self) -> None:
        cycle.run_operator()


class CycleCommand(DemoCommand):
    """One whole cycle without a person: waits for packages, approves them, waits for the removals and the re-upload."""

    help = "Run one cycle of the demo and write its figures."

    def work(self) -> None:
        officer, deadline = cycle.decider(), time.monotonic() + PATIENCE
        result = cycle.count()
        while time.monotonic() < deadline and not (result.complete and self._settled()):
            more = cycle.read_next(officer)
            if selectors.sites_looked_at():  # a removal before could bring a re-upload that looks like a first find
                cycle.approve_read(officer)
            if not more:  # who still has packages to read does not count
                time.sleep(POLL)
                result = cycle.count()
        connection.close()
        happened = [(one.kind, one.at) for one in selectors.happened()]
        steps = tally.steps(happened)
        waits = [one.data["since_fetch"] for one in selectors.happened() if one.kind in tally.ON_THE_DESK]
        self._report(steps, result, waits)
        if not result.complete:
            raise CommandError("The cycle did not come to its end; the figures above say what is missing.")

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
