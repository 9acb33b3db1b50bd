"""A database with notices from before they could name several finds is upgraded in place, and loses none."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from pytest_django import DjangoDbBlocker

from agencies.tenancy.scope import tenant_scope
from takedowns.followup.models import Check
from takedowns.notices.models import AddressClaim, NoticeTarget
from tests import databases

BEFORE = [("takedowns", "0011_blocks"), ("cases", "0020_golden"), ("agencies", "0018_desk")]
NOW = "2026-11-22T12:00:00Z"


@pytest.fixture
def old(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[int]]:
    """Two agencies (their ids) with two notices each, and then the upgrade."""
    with django_db_blocker.unblock(), databases.copy(databases.empty()) as name:
        for target in BEFORE:
            databases.migrate(name, *target)
        state = MigrationLoader(None).project_state(BEFORE).apps
        ids = [_agency(state, slug) for slug in ("harbour", "island")]
        databases.migrate(name)
        yield ids


def _agency(state: Any, slug: str) -> int:
    """What an older version wrote: a find a notice, looks at the notice, a claim without an end."""
    names = {"agencies": ("Agency",), "cases": ("Case", "Fingerprint", "Match"),
             "takedowns": ("EvidencePackage", "Notice", "Check", "AddressClaim")}  # fmt: skip
    made = {model: state.get_model(app, model).objects for app, models in names.items() for model in models}
    with transaction.atomic(), connection.cursor() as cursor:
        agency = made["Agency"].create(name=slug, slug=slug, kind="ngo", country="NL")
        cursor.execute("SELECT set_config(%s, %s, true)", ["app.tenant", str(agency.pk)])
        case = made["Case"].create(agency=agency, reference="C-1", age_band="adult", state="in_service")
        own = {"agency": agency, "case": case}
        mark = made["Fingerprint"].create(
            **own, media="image", quality=90, algorithm="pdq", preparation="1", origin="browser"
        )
        for number in (1, 2):
            match = made["Match"].create(
                **own, fingerprint=mark, page_url=f"https://bridge.example/{number}", page_key=f"{number:064x}",
                media_sha256="ab" * 32, band="certain", distance=0, quality=90, country="NL", language="nl", fetched_at=NOW,
            )  # fmt: skip
            package = made["EvidencePackage"].create(**own, match=match, manifest=b"{}", manifest_sha256="cd" * 32)
            notice = made["Notice"].create(
                **own, match=match, package=package, reference=f"N-{number}", token=f"{slug}{number}", country="NL"
            )
            for look in (1, 2):
                made["Check"].create(**own, notice=notice, number=look, due_at=NOW)
            made["AddressClaim"].create(agency=agency, notice=notice, digest=f"{slug}{number}")
    return int(agency.pk)


def test_it_gives_each_notice_its_find_and_each_look_its_target(old: list[int]) -> None:
    for agency in old:
        with tenant_scope(agency):
            targets = list(NoticeTarget.objects.select_related("notice"))
            assert len(targets) == 2
            assert all(
                (one.match_id, one.package_id) == (one.notice.match_id, one.notice.package_id) for one in targets
            )
            assert all(check.target.notice_id == check.notice_id for check in Check.objects.select_related("target"))
            assert Check.objects.count() == 4 and AddressClaim.objects.filter(until=None).count() == 0
