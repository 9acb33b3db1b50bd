"""Whether a crawl of the bench did its work: every page and medium once, and every planted copy found."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q

from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from cases.detection.models import FrontierEntry, MatchCopy
from cases.detection.states import EntryState
from portal.bench import hosts


def checked(actor: Actor, told: Mapping[str, Any], *, first: int) -> dict[str, Any]:
    """Of the sites from `first` on: addresses planned and looked at, those begun more than once, planted copies and finds."""
    sites = range(first, first + told["sites"])
    there = {f"http://{hosts.address(site)}:{told['port']}{path}" for site, path in _planted(sites, told)}
    bases = tuple(f"http://{hosts.address(site)}:{told['port']}/" for site in sites)
    with tenant_scope(actor.agency_id):
        entries = FrontierEntry.objects.visible_to(actor).filter(source__name__in=[f"Site {site}" for site in sites])
        counted = {
            kind: entries.filter(kind=kind).aggregate(
                looked=Count("id", filter=Q(state=EntryState.DONE)), again=Count("id", filter=Q(attempts__gt=1))
            )
            for kind in ("page", "media")
        }
        found = {
            url
            for url in MatchCopy.objects.visible_to(actor).values_list("media_url", flat=True)
            if url.startswith(bases)
        }
    pages = len(sites) * told["pages"]
    return {
        "pages planned": pages, "pages looked at": counted["page"]["looked"],
        "media planned": pages * told["media"], "media looked at": counted["media"]["looked"],
        "begun more than once": counted["page"]["again"] + counted["media"]["again"],
        "copies planted": len(there), "copies found": len(there & found), "found wrongly": len(found - there),
    }  # fmt: skip


def _planted(sites: range, told: Mapping[str, Any]) -> list[tuple[int, str]]:
    """(site, path) of every planted picture."""
    size = told["pages"] * told["media"]
    every = range(sites.start * size, sites.stop * size)
    numbers = [number for number in every if hosts.is_planted(number)]
    return [(number // size, f"/m/{number % size // told['media']}-{number % told['media']}.jpg") for number in numbers]


def compared(runs: list[dict[str, Any]], peer: Mapping[str, Any] | None, cores: int) -> dict[str, Any]:
    """How the runs scale from the first on, and what share of the peer the best has: by time, and by processor time.

    The peer computes on one core at most. By processor time the share is the same on a busy machine as on an idle one.
    """
    best = max(runs, key=lambda run: float(run["media_a_second"]))
    found: dict[str, Any] = {
        "media_a_second": best["media_a_second"],
        "sites_of_50_media_a_day": max(run["sites_of_50_media_a_day"] for run in runs),
    }
    if len(runs) > 1 and runs[0]["media_a_second"]:
        least = runs[0]["media_a_second"]
        found["scaling"] = {str(run["worker_processes"]): round(run["media_a_second"] / least, 2) for run in runs}
    if peer:
        found["scrapy, downloads only"] = dict(peer)
        if peer.get("media_a_second"):
            found["share_of_scrapy"] = round(best["media_a_second"] / peer["media_a_second"], 3)
            ours = sum(best["cpu_ms_a_medium"].values())
            found["share_by_processor_time"] = round(cores * peer["cpu_ms_a_medium"] / max(ours, 0.001), 3)
    return found
