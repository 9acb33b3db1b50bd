"""Worker and clock as they are deployed, and what reaches the desk: items of the queue whose page and package answer."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.test import Client
from django.urls import reverse

from agencies.tenancy.scope import tenant_scope
from takedowns.review.models import ReviewItem
from tests.flow.stage import Stage, until
from tests.people import Cast

# The defaults of portal/settings.py for a real deployment, where a test's or the stage's are quicker.
AS_DEPLOYED = {
    "JOB_LEASE_SECONDS": "300",
    "SWEEP_SECONDS": "10",
    "ROUNDS_SECONDS": "20",
    "CRAWL_PART_SECONDS": "5",
    "CRAWL_REQUESTS_PER_SECOND": "2",
    "CRAWL_BACKOFF_SECONDS": "30",
    "CRAWL_ROBOTS": "delay-only",
    "CAPTURE_WARM": "1",
}


@dataclass
class Desk:
    """The desk of an officer. `opened`: seconds from `began` until the page of an item and its evidence answered."""

    cast: Cast
    client: Client
    began: float = field(default_factory=time.monotonic)
    opened: dict[int, float] = field(default_factory=dict)

    def look(self) -> int:
        """Open what is new; how many were opened in all."""
        with tenant_scope(self.cast.harbour.pk):
            rows = list(ReviewItem.objects.values_list("id", "notice__match_id"))
        for item, match in rows:
            if item not in self.opened:
                pages = [reverse("review-item", args=[item]), reverse("match-evidence", args=[match])]
                assert [self.client.get(page, follow=True).status_code for page in pages] == [200, 200]
                self.opened[item] = time.monotonic() - self.began
        return len(self.opened)

    @property
    def seconds(self) -> list[float]:
        """Of every package, the first one first."""
        return sorted(self.opened.values())


def at_work(own: Stage) -> None:
    """Start worker and clock, and wait until the worker takes jobs."""
    own.worker()
    own.beat()
    until(lambda: " ready." in own.log("worker"), 60, "the worker's start")


def wait_for(desk: Desk, count: int, seconds: float, log: Callable[[], str]) -> None:
    """Until so many packages were opened on the desk."""
    limit = time.monotonic() + seconds
    while desk.look() < count:
        assert time.monotonic() < limit, (
            f"{len(desk.opened)} of {count} packages after {seconds:.0f} s\n{log()[-3000:]}"
        )
        time.sleep(0.1)
