"""A logo is a drawing and nothing else, whatever was pasted."""

import re

import pytest
from django.test import Client

from agencies.tenancy.errors import Forbidden, Invalid
from agencies.tenancy.models import AgencySettings
from agencies.tenancy.scope import tenant_scope
from agencies.workspace import adapters, drawing
from agencies.workspace.services.logo import logo_change
from tests.people import Cast
from tests.rows import a_case

NS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
GOOD = f'<svg {NS} viewBox="0 0 10 10"><title>House</title><g fill="#135"><rect width="10" height="10"/></g></svg>'
RECT = '<rect width="10" height="10"/>'
BAD = {
    "script": f"<svg {NS}><script>alert(1)</script>{RECT}</svg>",
    "handler": f'<svg {NS} onload="alert(1)">{RECT}</svg>',
    "raster": f'<svg {NS}><image href="data:image/png;base64,iVBORw0KGgo="/>{RECT}</svg>',
    "picture elsewhere": f'<svg {NS}><image xlink:href="https://a.example/x.png"/>{RECT}</svg>',
    "filter picture": f'<svg {NS}><filter><feImage href="#a"/></filter>{RECT}</svg>',
    "foreign": f'<svg {NS}><foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>{RECT}</svg>',
    "link": f'<svg {NS}><a href="javascript:alert(1)">{RECT}</a></svg>',
    "use elsewhere": f'<svg {NS}><use href="https://a.example/x.svg#b"/>{RECT}</svg>',
    "style import": f"<svg {NS}><style>@import url(https://a.example/a.css);</style>{RECT}</svg>",
    "style url": f'<svg {NS}><rect width="1" height="1" style="fill:url(https://a.example/x)"/></svg>',
    "css escape": f"<svg {NS}><style>a{{background:u\\72l(https://a.example)}}</style>{RECT}</svg>",
    "animation": f'<svg {NS}><rect width="1" height="1"><animate attributeName="href" to="javascript:1"/></rect></svg>',
    "entity": f'<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg {NS}><text>&a;</text></svg>',
    "html": "<html><body>x</body></html>",
    "raster file": "\x89PNG\r\n",
    "nothing drawn": f"<svg {NS}></svg>",
    "broken": "<svg",
    "too long": f"<svg {NS}>{RECT * 3000}</svg>",
    "half a pair": "<svg>\ud800</svg>",
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", list(BAD))
def test_it_refuses_what_is_no_plain_drawing(cast: Cast, name: str) -> None:
    with pytest.raises(Invalid) as refused:
        logo_change(cast.manager, svg=BAD[name])
    assert refused.value.field == "svg"


@pytest.mark.parametrize("name", [name for name in BAD if name not in {"too long", "half a pair"}])
def test_it_would_leave_nothing_that_runs_if_one_check_failed(name: str) -> None:
    try:
        clean = adapters.svg_clean(BAD[name])
    except adapters.NotCleaned:
        return
    assert not re.search(r"<script|onload|href=.javascript:|data:|<foreignObject|<!ENTITY", clean, re.IGNORECASE)


@pytest.mark.django_db
def test_it_shows_the_logo_and_lets_it_do_nothing(cast: Cast) -> None:
    assert logo_change(cast.manager, svg=GOOD) == 2
    answer = Client().get("/logo/harbour.svg")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml; charset=utf-8")
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer["X-Content-Type-Options"] == "nosniff"
    drawing.check(answer.content.decode())
    for client, url in ((Client(), "/r/harbour/"), (cast.client("worker"), "/cases/")):
        assert "/logo/harbour.svg?v=" in client.get(url).content.decode()
    assert cast.client("outsider").get("/logo/harbour.svg").status_code == 404
    assert Client().get("/logo/island.svg").status_code == 404
    assert logo_change(cast.manager, svg=" ") == 3
    assert Client().get("/logo/harbour.svg").status_code == 404


@pytest.mark.django_db
def test_it_is_the_managers_to_change(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        logo_change(cast.officer, svg=GOOD)
    client = cast.client("manager")
    bad = client.post("/agency/settings/logo/", {"svg": BAD["raster"]})
    assert bad.status_code == 422 and "iVBORw0KGgo" in bad.content.decode()
    assert client.post("/agency/settings/logo/", {"svg": GOOD}).status_code == 302
    assert "The logo as it is now" in client.get("/agency/settings/logo/").content.decode()


@pytest.mark.django_db
def test_it_shows_times_and_language_of_the_agency(cast: Cast) -> None:
    with tenant_scope(cast.harbour.pk):
        AgencySettings.objects.update(time_zone="Asia/Seoul", languages=["ko", "en"])
    client = cast.client("auditor")
    assert '<html class="govuk-template maru-staff" lang="ko"' in client.get("/audit/").content.decode()
    client.cookies["django_language"] = "en"
    text = client.get("/audit/").content.decode()
    assert 'lang="en"' in text and "+09:00" in text


@pytest.mark.django_db
def test_it_tells_lines_on_the_form_and_rules_beside_a_case(cast: Cast) -> None:
    with tenant_scope(cast.harbour.pk):
        AgencySettings.objects.update(
            emergency_line="02-555-0100", lines=[{"label": "Night line", "number": "02-555-0199"}],
            contact_from="09:00", contact_until="18:00", contact_rules="Never call a landline.",
        )  # fmt: skip
    text = Client().get("/r/harbour/").content.decode()
    assert text.index("02-555-0100") < text.index("02-555-0199") < text.index("1366")
    page = cast.client("worker").get(f"/cases/{a_case(cast).pk}/").content.decode()
    assert "Never call a landline." in page and "Between 09:00 and 18:00." in page
