"""How the API's tests call it: as an integrator with a key, with rows of every kind to look at."""

import json
import uuid
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from agencies.access import services as access
from agencies.tenancy.actor import Actor
from agencies.tenancy.rights import RIGHTS, Role
from agencies.tenancy.scope import tenant_scope
from cases.casework import services as casework
from cases.casework.models import Case
from cases.detection.models import Match
from cases.detection.services import sources
from cases.fingerprints import services as fingerprints
from cases.fingerprints.digest import Item
from takedowns.evidence.models import EvidencePackage
from takedowns.notices.models import Notice, NoticeTarget

SCOPES = sorted(action for action, roles in RIGHTS.items() if Role.INTEGRATOR in roles)
ROOT = "/api/v1"


class Api:
    """A client of the API; `key=None` calls without one."""

    def __init__(self, key: str | None) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.headers = {"Authorization": f"Bearer {key}"} if key else {}

    def get(self, path: str, **query: Any) -> HttpResponse:
        return self.client.get(ROOT + path, query, headers=self.headers)

    def delete(self, path: str) -> HttpResponse:
        return self.client.delete(ROOT + path, headers=self.headers)

    def post(self, path: str, body: Any, key: str | None = "", kind: str = "application/json") -> HttpResponse:
        """A new Idempotency-Key unless one is given; None leaves it out."""
        name = {} if key is None else {"Idempotency-Key": key or str(uuid.uuid4())}
        data = body if isinstance(body, str | bytes) else json.dumps(body)
        return self.client.post(ROOT + path, data, content_type=kind, headers=self.headers | name)


@dataclass(frozen=True)
class World:
    """Ids of one row of every kind."""

    case: int
    fingerprint: int
    source: int
    match: int
    notice: int


def new_key(actor: Actor, *scopes: str, name: str = "partner") -> str:
    """A key with these scopes, all of them if none is named."""
    return access.key_create(actor, name=name, scopes=list(scopes) or SCOPES, days=30)


def item(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A picture as the browser's module describes it."""
    plain = {"sha256": f"{number:064x}", "media": "image", "pdq": f"{number:064x}", "quality": 90}
    return {**plain, "width": 640, "height": 480, "frames": [], **changes}


def as_item(raw: dict[str, Any]) -> Item:
    """The same as the services take it."""
    return Item(**{**raw, "frames": tuple(raw["frames"])})


def match(case: Case, fingerprint_id: int, number: int, **values: Any) -> Match:
    """A find in the open scope."""
    plain = {
        "page_url": f"https://bridges.example/{number}", "page_key": f"{number:064x}", "media_sha256": f"{number:064x}",
        "media_url": f"https://bridges.example/{number}.jpg", "country": "NL", "language": "nl", "band": "likely",
        "distance": 17, "quality": 93, "difference": "7" * 64, "fetched_at": timezone.now(),
    }  # fmt: skip
    return Match.objects.create(agency=case.agency, case=case, fingerprint_id=fingerprint_id, **{**plain, **values})


def notice(case: Case, find: Match, number: int) -> Notice:
    """A draft in the open scope."""
    package = EvidencePackage.objects.create(
        agency=case.agency, case=case, match=find, manifest=b"{}", manifest_sha256=f"{number:064x}"
    )
    row = Notice.objects.create(
        agency=case.agency, case=case, match=find, package=package, reference=f"N-{number}", token=f"token-{number}",
        country="NL", subject="A bridge", text="Please remove the bridge.", html="<p>bridge</p>",
    )  # fmt: skip
    NoticeTarget.objects.create(agency=case.agency, case=case, notice=row, match=find, package=package)
    return row


def make_world(actor: Actor, *, verified: bool = True, number: int = 1) -> World:
    """A case of that manager's agency with one row of every kind."""
    case = casework.case_open(actor, age_band="adult", purposes=["detection", "notices"])
    if verified:
        casework.case_update(
            actor, case_id=case.pk, age_band="adult", identity="person_shown", quiet=False, excluded_countries=[]
        )
    (mark,) = fingerprints.fingerprints_register(actor, case_id=case.pk, items=[as_item(item(number))])
    url = f"https://bridges{number}.example/"
    source = sources.source_create(
        actor, name="Bridges", url=url, country="NL", language="nl", depth=2, cadence_seconds=60
    )
    with tenant_scope(actor.agency_id):
        find = match(case, mark.pk, number)
        draft = notice(case, find, number)
    return World(case=case.pk, fingerprint=mark.pk, source=source.pk, match=find.pk, notice=draft.pk)
