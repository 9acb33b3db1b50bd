"""Pages of the guards: a held registration and its two people, the list of what waits, and the abuse list of a source."""

from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import CommandError, call_command
from django.test import Client
from PIL import Image

from agencies.people.models import User
from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from cases.detection.models import WatchSource
from cases.fingerprints import services as fingerprints
from cases.fingerprints.guarding import Why
from cases.fingerprints.models import Fingerprint
from cases.fingerprints.models.guards import NegativeValue
from cases.fingerprints.services import guards
from tests.people import PASSWORD, SECRET, Cast, sign_in
from tests.rows import a_case, a_source, item

pytestmark = pytest.mark.django_db


def a_held(cast: Cast) -> Fingerprint:
    case = a_case(cast, items=[])
    (row,) = fingerprints.fingerprints_register(cast.worker, case_id=case.pk, items=[item(5)])
    guards.fingerprint_hold(Actor.system(cast.harbour.pk), fingerprint_id=row.pk, why=Why.FROZEN)
    return row


def test_it_shows_what_is_held_and_takes_two_peoples_words(cast: Cast) -> None:
    row = a_held(cast)
    worker, officer = cast.client("worker"), cast.client("officer")
    page = worker.get(f"/cases/{row.case_id}/fingerprints/").content.decode()
    assert f"/fingerprints/{row.pk}/judge/" in page
    assert f"/fingerprints/{row.pk}/judge/" in worker.get("/fingerprints/held/").content.decode()
    address = f"/fingerprints/{row.pk}/judge/"
    assert "held back" in worker.get(address).content.decode()
    assert worker.post(address, {"word": "release"}).status_code == 422
    said: dict[str, Any] = {"word": "release", "reason": "We looked at the finds."}
    assert worker.post(address, said).status_code == 302
    told = officer.get(address).content.decode()
    assert "We looked at the finds." in told and "Woori" in told
    assert "You have said your word" in worker.get(address).content.decode()
    assert officer.post(address, said).status_code == 302
    assert "This fingerprint is not held back" in worker.get(address).content.decode()
    assert cast.client("outsider").get(address).status_code == 404
    assert cast.client("auditor").get(address).status_code == 403


def test_it_puts_a_source_on_the_abuse_list_and_counts_what_was_forgotten(cast: Cast) -> None:
    row = a_source(cast)
    with tenant_scope(cast.harbour.pk):
        WatchSource.objects.filter(id=row.pk).update(forgotten=1234)
    officer, address = cast.client("officer"), f"/sources/{row.pk}/list/"
    assert "1234 pictures and clips" in officer.get(f"/sources/{row.pk}/").content.decode()
    assert officer.get(address).status_code == 200
    assert officer.post(address, {"reason": ""}).status_code == 422
    assert officer.post(address, {"reason": "It was reported again and again."}).status_code == 302
    assert "reported again and again" in officer.get(f"/sources/{row.pk}/").content.decode()
    assert cast.client("outsider").post(address, {"reason": "x"}).status_code == 404
    assert cast.client("worker").post(address, {"reason": "x"}).status_code == 403
    assert officer.post(f"/sources/{row.pk}/unlist/").status_code == 302
    with tenant_scope(cast.harbour.pk):
        assert not WatchSource.objects.get(id=row.pk).abuse_listed


def test_it_adds_files_to_the_negative_bank_by_command(cast: Cast, tmp_path: Path) -> None:
    picture = Image.effect_noise((300, 200), 90).convert("RGB")
    picture.save(tmp_path / "logo.png")
    call_command("negative_add", str(tmp_path / "logo.png"), category="logo", note="A logo")
    assert NegativeValue.objects.filter(kind="sha256").count() == 1
    root = User.objects.create_superuser("root@example.org", PASSWORD, name="Root")
    TOTP.activate(root, SECRET)
    client, base = sign_in(Client(), root), "/admin/cases/negativevalue/"
    assert "Logo" in client.get(base).content.decode()
    shown = client.get(f"{base}{NegativeValue.objects.filter(kind='sha256').get().pk}/change/").content.decode()
    assert "Screen of an app" in shown and "Never about a case" in shown
    call_command("negative_add", str(tmp_path / "logo.png"), category="logo")
    (tmp_path / "text.png").write_text("no picture")
    for name in ("text.png", "missing.png"):
        with pytest.raises(CommandError):
            call_command("negative_add", str(tmp_path / name), category="logo")
