"""Fifty matches at once: how long each takes to a complete package on the desk, as deployed, with chromium.

The figures are printed. `make proof` judges them (PROOF=1: fifty; else a few); here only what comes out counts.
"""

import contextlib
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from agencies.doors.adapters import browser
from agencies.events.models import Event
from agencies.tenancy.scope import tenant_scope
from cases.detection.models import Match
from takedowns.evidence.models import EvidenceItem, EvidencePackage
from takedowns.notices.models import NoticeTarget
from takedowns.recipients import services as recipients
from takedowns.review.models import ReviewItem
from tests.crawl.site import Site, allow
from tests.flow.deployed import at_work
from tests.flow.stage import Stage, until
from tests.flow.test_to_desk import load, reaching
from tests.launcher.launching import descendants
from tests.people import Cast
from tests.takedowns.flow import a_case, a_find, confirm_bases

pytestmark = pytest.mark.processes
PROOF = bool(os.environ.get("PROOF"))
CASES, EACH = (10, 5) if PROOF else (2, 2)
PATIENCE = 240.0  # seconds of a busy machine
WORDS = "".join(
    f"<p>Post {number}: somebody wrote a few lines about bridges, cats and coffee here.</p>" for number in range(40)
)
CHROMIUM = any(map(shutil.which, browser.NAMES))


@pytest.fixture
def gallery(settings: Any) -> Iterator[Site]:
    with Site("127.0.4.1") as site:
        for number in range(1, CASES * EACH + 1):
            site.pages[f"/post/{number}"] = ("text/html", f"<title>Bridge {number}</title>{WORDS}".encode())
            site.pages[f"/media/{number}.jpg"] = ("image/jpeg", b"")
        allow(settings, site)
        yield site


def seconds(cast: Cast) -> list[float]:
    """From the moment that a match was written to the moment that it stood in a package on the desk, the shortest first."""
    with tenant_scope(cast.harbour.pk):
        queued = dict(ReviewItem.objects.values_list("notice_id", "created_at"))
        joined = dict(Event.objects.filter(kind="review.grown").values_list("data__match_id", "at"))
        rows = NoticeTarget.objects.filter(notice_id__in=queued, match__state="ready")
        told = [
            (joined.get(match, queued[notice]), found)
            for notice, match, found in rows.values_list("notice_id", "match_id", "match__found_at")
        ]
        return sorted((there - found).total_seconds() for there, found in told if there > found)


def processor(own: Stage) -> dict[str, float]:
    """Processor seconds of the worker and of all browsers below it so far."""
    spent, ticks = {"worker": 0.0, "browser": 0.0}, os.sysconf("SC_CLK_TCK")
    for pid in {own.running["worker"].pid} | descendants(own.running["worker"].pid):
        with contextlib.suppress(OSError):
            name, _, rest = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")
            used = sum(map(int, rest.split()[11:15])) / ticks
            spent["worker" if "celery" in name or "python" in name else "browser"] += used
    return spent


def browsers(own: Stage) -> int:
    """How many browsers the worker has started."""
    parts = [Path(f"/proc/{pid}/cmdline") for pid in descendants(own.running["worker"].pid)]
    with contextlib.suppress(OSError):
        return sum(b"--type=renderer" in part.read_bytes() for part in parts)
    return 0


def test_it_has_fifty_matches_at_once_on_the_desk_soon(
    committed_cast: Cast, stage: Callable[..., Stage], gallery: Site
) -> None:
    cast, own = committed_cast, stage(**reaching(gallery))
    confirm_bases()
    recipients.provider_set(
        name="Bridge Pictures", hosts=[gallery.host], country="DE", language="de", abuse_email="abuse@bridges.example",
        verified_on="2026-11-01",
    )  # fmt: skip
    cases = [a_case(cast) for _ in range(CASES)]
    with own.hints():
        at_work(own)
        until(lambda: browsers(own) >= 2 or not CHROMIUM, 60, "the browser of each process")
        began, spent = time.monotonic(), processor(own)
        for number in range(1, CASES * EACH + 1):
            a_find(cast, cases[number % CASES], number=number, base=gallery.base)
        found = time.monotonic() - began
        until(lambda: len(seconds(cast)) == CASES * EACH, PATIENCE, f"the last package\n{own.log('worker')[-2000:]}")
        spent = {part: used - spent[part] for part, used in processor(own).items()}
    taken = seconds(cast)
    with tenant_scope(cast.harbour.pk):
        assert Match.objects.filter(state="ready").count() == EvidencePackage.objects.count() == CASES * EACH
        assert {tuple(row) for row in EvidencePackage.objects.values_list("remarks", flat=True)} <= {
            () if CHROMIUM else ("no_screenshot_browser",)
        }
        names = EvidenceItem.objects.filter(name__in=["capture.wacz", "host.json"])
        assert names.count() == 2 * CASES * EACH
        item, package = ReviewItem.objects.order_by("-id").values_list("id", "notice__package_id")[0]
    client = cast.client("officer")
    pages = [reverse("review-item", args=[item]), reverse("evidence-detail", args=[package])]
    assert [client.get(page, follow=True).status_code for page in pages] == [200, 200]
    p95 = taken[min(len(taken) - 1, round(0.95 * len(taken)))]
    print(
        f"match to desk: {len(taken)} matches within {found:.1f} s, median {taken[len(taken) // 2]:.1f} s, "
        f"p95 {p95:.1f} s, longest {taken[-1]:.1f} s, {sum(spent.values()) / len(taken):.2f} processor seconds each ({', '.join(f'{part} {used / len(taken):.2f}' for part, used in spent.items())}), {'chromium' if CHROMIUM else 'no browser'}, {load()}"
    )
