"""Data-protection papers: out of what runs, in two languages, and plain about what is off."""

from typing import Any

import pytest

from agencies.leaving import papers, selectors
from agencies.leaving.services import papers as services
from agencies.tenancy.errors import Forbidden
from tests.people import Cast
from tests.rows import make_rows


@pytest.mark.django_db
def test_it_says_what_is_on_and_what_is_not(cast: Cast, settings: Any) -> None:
    make_rows(cast)
    found = services.facts(cast.auditor)
    assert found.measures["walls"] and found.measures["trail"] and found.measures["no_media"]
    assert not found.measures["token"] and not found.measures["https"]
    settings.HTTPS, settings.FILE_UPLOAD_HANDLERS = True, []
    again = services.facts(cast.auditor).measures
    assert again["https"] and not again["no_media"]
    assert {row[0] for row in found.tables} == {selectors.table_name(model) for model in selectors.tables()}
    assert {row[0] for row in found.people} == {"Mina", "Woori", "Alice", "Bob", "Ara"}
    with pytest.raises(Forbidden):
        services.facts(cast.worker)


@pytest.mark.django_db
@pytest.mark.parametrize("name", papers.NAMES)
def test_it_writes_each_paper_in_english_and_korean(cast: Cast, name: str) -> None:
    found = services.facts(cast.manager)
    english, korean = (str(papers.shown(papers.build(name, found), language)) for language in ("en", "ko"))
    assert "Both(" not in english + korean and english != korean
    if name == "record":
        assert "not named in this portal" in english, "no agreement is signed here"
    if name == "periods":
        assert "90 days after closing" in english and "90일" in korean


@pytest.mark.django_db
def test_it_shows_them_to_managers_and_auditors(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agencies.doors.adapters.pdf.render", lambda html, **more: html.encode())
    for name in papers.NAMES:
        assert cast.client("auditor").get(f"/agency/papers/{name}/").status_code == 200
        assert cast.client("worker").get(f"/agency/papers/{name}/").status_code == 403
    got = cast.client("manager").post("/agency/papers/access/pdf/")
    assert got.headers["Content-Type"] == "application/pdf" and b"Mina" in got.content and b"Charlie" not in got.content
    assert cast.client("manager").get("/agency/papers/other/").status_code == 404
