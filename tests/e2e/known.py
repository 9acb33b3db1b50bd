"""Packages for the scripted officer: known answers as the portal makes them, and ordinary finds with figures of real copies.

`copies.json`: what the matcher said of altered copies of eight benign photographs (139 of 150 questions of `bench robustness`,
chosen by chance; the rest it did not find or called only possible).
"""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any

from django.utils import timezone

from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from cases.fingerprints.bands import Kind, Part, Proof
from takedowns.evidence.models import EvidencePackage
from takedowns.golden import samples
from takedowns.golden import services as golden
from takedowns.golden.models import Golden
from takedowns.notices import services as notices
from takedowns.notices.models import Notice
from takedowns.review.models import ReviewItem
from takedowns.review.states import UNDECIDED
from tests.people import Cast
from tests.takedowns.flow import a_case, a_find, a_notice, a_package, on_desk

COPIES = Path(__file__).with_name("copies.json")
PAGES = (
    "Gallery 12\nprevious next\n14 of 60",
    "Home News Shop Sign in\nThread 5512\nanon: my ex, more if you ask nicely\nanon: link?",
    "IMG_2210.jpg\nuploaded by guest\nviews 88",
    "Forum > Off topic > pictures\nfound these, who is she\n31 replies",
    "user91: w for w\nuser17: sent\nReport this post",
    "Folder 7\n1.jpg 2.jpg 3.jpg 4.jpg\nPrice list Contact Imprint",
    "자유게시판\n사진 더 있는 사람?\n댓글 6",
    "0:44\nrelated\nlike share\nsign in to comment",
)


@dataclass(slots=True)
class Laid:
    """What was put on the desk, by number of the package."""

    golden: set[int] = field(default_factory=set)
    ordinary: set[int] = field(default_factory=set)

    @property
    def all(self) -> set[int]:
        return self.golden | self.ordinary


def laid(cast: Cast, *, right: int, wrong: int, ordinary: int) -> Laid:
    """So many packages on the desk, mixed; every sample comes once before one comes twice."""
    chance, found = Random(50), Laid()
    a_real_one(cast, 0)  # its host is the one that known items pretend to be on
    taken(cast)
    known = [*_turns(samples.RIGHT, right, chance), *_turns(samples.WRONG, wrong, chance)]
    plan: list[Any] = [*known, *_turns(json.loads(COPIES.read_text(encoding="utf-8")), ordinary, chance)]
    chance.shuffle(plan)
    for number, (one, page) in enumerate(zip(plan, cycle(PAGES), strict=False), start=1):
        if isinstance(one, samples.Sample):
            found.golden.add(a_known_one(cast, one).pk)
        else:
            found.ordinary.add(a_real_one(cast, number, page, one).pk)
    return found


def taken(cast: Cast) -> None:
    """A colleague holds what lies on the desk already, so that the officer meets only what is laid now."""
    held = {"held_by": cast.users["approver"].pk, "held_until": timezone.now() + timedelta(hours=9)}
    with tenant_scope(cast.harbour.pk):
        ReviewItem.objects.filter(state__in=UNDECIDED).update(**held)


def _turns(of: Any, number: int, chance: Random) -> list[Any]:
    listed = list(of)
    chance.shuffle(listed)
    return [one for _at, one in zip(range(number), cycle(listed), strict=False)]


def a_known_one(cast: Cast, sample: samples.Sample) -> ReviewItem:
    """One with a known answer, job by job as in production."""
    system = Actor.system(cast.harbour.pk)
    match_id = golden.golden_add(system, sample=sample)
    with tenant_scope(cast.harbour.pk):
        package = EvidencePackage.objects.get(match_id=match_id)
    notices.notice_draft(system, package_id=package.pk)
    with tenant_scope(cast.harbour.pk):
        notice = Notice.objects.get(package=package)
    return on_desk(cast, notice)


def a_real_one(cast: Cast, number: int, words: str = PAGES[0], figures: dict[str, Any] | None = None) -> ReviewItem:
    """A right find of a case of its own, with the figures of an altered copy."""
    own = dict(figures or json.loads(COPIES.read_text(encoding="utf-8"))[0])
    own.pop("kind")
    part = Part.CELL if ":" in own["part"] else Part.WHOLE
    proofs = (Proof(Kind.PDQ, own["distance"], own["quality"], part=part),) if own["compared"] else ()
    proofs += (Proof(Kind.PATCHES, own["distance"], patches=own["patches"]),) if own["patches"] else ()
    bits = Random(number).sample(range(256), own["distance"])
    own |= {
        "difference": f"{sum(1 << bit for bit in bits):064x}" if own.pop("compared") else "",
        "exact": False,
        "proofs": proofs,
    }
    found = a_find(cast, a_case(cast), number=7000 + number, **own)
    page = {"page_html": ("text/html", b"<h1>Page</h1>"), "page_txt": ("text/plain", words.encode())}
    return on_desk(cast, a_notice(cast, a_package(cast, found, **page)))


def caught(cast: Cast, found: Laid) -> tuple[int, int, int, int, list[str]]:
    """Known answers met and decided rightly, the wrong ones among them met and caught, and the names of those that were not."""
    with tenant_scope(cast.harbour.pk):
        notices_of = ReviewItem.objects.filter(id__in=found.golden).values("notice__match_id")
        rows = [row for row in Golden.objects.filter(match_id__in=notices_of) if row.decided_at]
    wrong = [row for row in rows if not row.right]
    missed = [row.sample for row in rows if not row.caught]
    return len(rows), len(rows) - len(missed), len(wrong), sum(row.caught for row in wrong), missed


def turned_down(cast: Cast, found: Laid) -> int:
    """Right ordinary packages that were not approved."""
    with tenant_scope(cast.harbour.pk):
        return ReviewItem.objects.filter(id__in=found.ordinary).exclude(state="approved").count()
