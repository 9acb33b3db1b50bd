from pathlib import Path

from portal.launcher import render
from portal.launcher.adapters import packages

LIST = Path(__file__).resolve().parents[2] / "portal/deploy/packages.txt"


def test_it_needs_pango_and_wants_the_rest() -> None:
    listed = {package.name: package for package in render.parse_packages(LIST.read_text(encoding="utf-8"))}
    needed = {name for name, package in listed.items() if package.needed}
    assert needed == {"libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-dejavu-core"}
    assert {"fonts-noto-core", "fonts-noto-cjk", "chromium"} <= set(listed)


def test_it_sees_what_is_missing_by_library_font_and_program() -> None:
    text = "a needed library:libbridge.so.9 x\nb wanted font:Coffee-*.ttf x\nc wanted program:no-such-cat x\n"
    text += "d needed library:libc.so.6 x\ne wanted program:no-such-cat,sh x\n"
    assert [package.name for package in packages.missing(render.parse_packages(text))] == ["a", "b", "c"]


def test_it_installs_nothing_when_told_so() -> None:
    assert not packages.can_install({"MARU_NO_INSTALL": "1"})
