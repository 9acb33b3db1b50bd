"""The vendored design system is the one in the MANIFEST, and nothing in it leaves our own address."""

import hashlib
import re

import pytest

from portal.deploy import services, vendor
from tests.test_architecture import ROOT

FOLDER = ROOT / "portal" / "static" / "vendor" / "govuk"
SHEET = (
    '@charset "UTF-8";:root{--a:1}.x{font-family:GDS Transport,arial,sans-serif;color:red}'
    "\n/*! Copyright (c) 2011 by Margaret Calvert. */@font-face{font-family:GDS Transport;src:url(/assets/a.woff2)}"
    ".y{background-image:url(/assets/crest.svg);top:0}.z{mask-image:url(/assets/crest.svg)}\n/*# sourceMappingURL=a.map */"
)


def package(folder, version: str = vendor.VERSION):
    dist = folder / "dist" / "govuk"
    dist.mkdir(parents=True)
    (folder / "package.json").write_text(f'{{"name": "{vendor.NAME}", "version": "{version}"}}')
    (dist / "govuk-frontend.min.css").write_text(SHEET)
    (dist / "govuk-frontend.min.js").write_text("export{a};//# sourceMappingURL=a.js.map\n")
    return folder


def test_it_lists_every_vendored_file_with_its_digest() -> None:
    head, *lines = (FOLDER / "MANIFEST").read_text().splitlines()
    listed = {name: digest for digest, name in (line.split("  ") for line in lines)}
    found = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in FOLDER.iterdir() if p.name != "MANIFEST"}
    assert head == f"{vendor.NAME} {vendor.VERSION}"
    assert listed == found


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.glob("govuk-frontend.*")))
def test_it_vendors_nothing_that_is_not_ours_to_use(name: str) -> None:
    text = (FOLDER / name).read_text()
    assert [word for word in vendor.FORBIDDEN if word in text] == []
    assert re.findall(r"https?://[\w.-]+", text) == []


def test_it_names_the_licence_and_a_typeface_for_every_script() -> None:
    assert "MIT License" in (FOLDER / "LICENSE").read_text()
    for name in ("govuk-frontend.min.css", "govuk-frontend.rtl.min.css"):
        assert vendor.FONTS in (FOLDER / name).read_text()


def test_it_cuts_fonts_pictures_and_comments_out() -> None:
    sheet = vendor.style_sheet(SHEET)
    assert sheet == (f'@charset "UTF-8";:root{{--a:1}}.x{{font-family:{vendor.FONTS};color:red}}\n.y{{top:0}}.z{{}}\n')


def test_it_refuses_a_sheet_that_still_asks_for_something() -> None:
    with pytest.raises(vendor.Unexpected, match="url"):
        vendor.style_sheet(".x{background:red url(/assets/a.svg)}")


def test_it_writes_the_folder_again(tmp_path) -> None:
    mirrored = tmp_path / "mirrored.css"
    mirrored.write_text(SHEET)
    source, target = package(tmp_path / "package"), tmp_path / "govuk"
    written = services.vendor_govuk(source, target, mirrored)
    assert written == services.vendor_govuk(source, target), "the mirrored sheet of the first run is kept"
    assert (target / "govuk-frontend.min.js").read_text() == "export{a};\n"
    assert "govuk-frontend.rtl.min.css" in (target / "MANIFEST").read_text()


def test_it_refuses_another_version(tmp_path) -> None:
    with pytest.raises(vendor.Unexpected, match=r"5\.0\.0"):
        services.vendor_govuk(package(tmp_path, version="5.0.0"), tmp_path / "govuk")
