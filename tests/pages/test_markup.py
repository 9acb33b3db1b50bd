"""Rules that every template and our own style sheet keep; they are read as text, so that no page is forgotten."""

import re
from pathlib import Path

import pytest

from tests.test_architecture import ROOT

TEMPLATES = ROOT / "portal" / "templates"
STATIC = ROOT / "portal" / "static"
DOCUMENTS = {  # never shown by our own server in a browser
    "evidence/paper.html": "rendered to PDF",
    "evidence/report.html": "rendered to PDF",
    "leaving/certificate.html": "rendered to PDF",
    "leaving/paper_pdf.html": "rendered to PDF",
    "notices/form.html": "rendered to PDF",
    "notices/letter.html": "rendered to PDF",
    "notices/set_blocks.html": "rendered to PDF",
    "notices/mail.html": "the body of a mail",
    "notices/pdf.html": "rendered to PDF",
    "onboarding/agreement.html": "rendered to PDF",
    "trail/sheet_pdf.html": "rendered to PDF",
}
PAGES = sorted(page for page in TEMPLATES.rglob("*.html") if page.relative_to(TEMPLATES).as_posix() not in DOCUMENTS)
COMMENT = re.compile(r"\{% comment %\}.*?\{% endcomment %\}", re.DOTALL)
INLINE = re.compile(
    r"""\sstyle=|\son[a-z]+=["']|<style\b|javascript:|<script(?![^>]*(\ssrc=|type="application/json"))"""
)


def markup(path: Path) -> str:
    return COMMENT.sub("", path.read_text(encoding="utf-8"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_it_has_no_inline_script_or_style() -> None:
    assert [(name(page), found[0]) for page in PAGES if (found := INLINE.search(markup(page)))] == []


def test_it_asks_no_other_host_for_anything() -> None:
    pattern = re.compile(r"""(src|href|action)=["'](https?:)?//""")
    assert [name(page) for page in PAGES if pattern.search(markup(page))] == []
    own = [*STATIC.glob("css/*.css"), *STATIC.glob("js/*.js")]
    assert [name(path) for path in own if re.search(r"url\(|@import|https?://", path.read_text(encoding="utf-8"))] == []


def test_it_shows_the_same_harmless_title_everywhere() -> None:
    titles = {name(page): re.findall(r"<title>(.*?)</title>", markup(page), re.DOTALL) for page in PAGES}
    assert {page: found for page, found in titles.items() if found} == {"portal/templates/includes/head.html": ["Maru"]}


def test_it_explains_every_include() -> None:
    includes = sorted((TEMPLATES / "includes").glob("*.html"))
    assert includes
    assert [name(page) for page in includes if not page.read_text(encoding="utf-8").startswith("{% comment %}")] == []


def test_it_sends_every_post_with_a_token() -> None:
    forms = re.compile(r"""<form\b[^>]*method=["']post["'].*?</form>""", re.DOTALL)
    wrong = [name(page) for page in PAGES for form in forms.findall(markup(page)) if "{% csrf_token %}" not in form]
    assert wrong == []


def test_it_keeps_htmx_off_the_pages_for_the_person() -> None:
    public = [page for page in PAGES if '"public.html"' in markup(page)] + [TEMPLATES / "public.html"]
    assert [name(page) for page in public if re.search(r"hx-|htmx", markup(page))] == []


def test_it_offers_the_way_out_without_javascript() -> None:
    links = re.findall(r"<a [^>]*>", markup(TEMPLATES / "public.html"))
    assert len([link for link in links if 'href="{{ exit_url }}"' in link and "data-leave" in link]) == 2


@pytest.mark.parametrize("word", ["margin-left", "margin-right", "padding-left", "padding-right", "float:"])
def test_it_serves_both_reading_directions_with_one_sheet(word: str) -> None:
    assert word not in (STATIC / "css" / "maru.css").read_text(encoding="utf-8")
