"""The documentation agrees with the code: settings, states, rights, events, jobs, commands, make targets and links."""

import ast
import importlib
import re
import subprocess
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest

from agencies.events import words
from agencies.tenancy import rights
from portal import celery, wiring
from tests.test_architecture import APPS, MODULES, PLACES, ROOT

DOCS = ROOT / "portal" / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
OF_THE_SYSTEM = {"PATH"}  # passed on to a child, no setting of ours
READERS = {"text", "secret", "flag", "number", "listing", "database"}
CODE = re.compile(r"`([^`]+)`")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
MAKE = re.compile(r"(?:`|^ {4}|^)make ([a-z]+)\b", re.MULTILINE)
SOURCE_PATH = re.compile(rf"(?:{'|'.join([*APPS, 'tests'])})/[\w./-]*")
MADE = ("portal/static_collected", "portal/docs/measurements.md")  # come into being later
# Spelled in two parts, so that this file does not find itself.
HOSTS = ("pypi" + ".org", "python" + "hosted", "npm" + "js", "crates" + ".io", "proxy" + ".golang", "docker" + ".io")
MACHINE = re.compile(r"(?<![\w.}])/(?:ho" + r"me|ro" + r"ot|wo" + r"rk|Us" + r"ers)/\w")


def rows(text: str) -> Iterator[list[str]]:
    """Cells of every table row, without heads and rulers."""
    for line in text.splitlines():
        if line.startswith("| `"):
            yield [cell.strip() for cell in line.strip().strip("|").split("|")]


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def section(text: str, heading: str) -> str:
    """What stands between a heading of the second level and the next one."""
    return text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def reads() -> dict[str, list[ast.expr]]:
    """Name of every environment variable that the portal reads, with the defaults' expressions; the launcher's are its own."""
    found: dict[str, list[ast.expr]] = {}
    for name, module in MODULES.items():
        if name.startswith("portal.launcher"):
            continue
        for node in ast.walk(module.tree):
            if not (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)):
                continue
            called = ast.unparse(node.func)
            ours = called.removeprefix("env.") in READERS and (name == "portal.env" or called.startswith("env."))
            if ours or called in {"os.environ.get", "os.getenv"}:
                more = [keyword.value for keyword in node.keywords if keyword.arg == "default"]
                found[str(node.args[0].value)] = [*node.args[1:], *more]
    return found


def constants(expressions: list[ast.expr]) -> list[str]:
    """The numbers and texts that a default consists of, without paths below a folder of the checkout."""
    nodes = [node for each in expressions for node in ast.walk(each) if not isinstance(each, ast.Call)]
    return [str(n.value) for n in nodes if isinstance(n, ast.Constant) and n.value and not isinstance(n.value, bool)]


def test_it_names_every_setting_with_its_default() -> None:
    text = page("settings.md").partition("\n## Settings of an agency\n")[0]
    stated = {cells[0].strip("`"): cells[1] for cells in rows(text)}
    read = {name: more for name, more in reads().items() if name not in OF_THE_SYSTEM}
    assert set(stated) == set(read)
    wrong = {name: value for name, more in read.items() for value in constants(more) if value not in stated[name]}
    assert not {name: value for name, value in wrong.items() if name not in {"HTTPS", "ALLOWED_HOSTS"}}, wrong


def test_it_marks_every_secret() -> None:
    secret = {
        str(node.args[0].value)
        for node in ast.walk(MODULES["portal.settings"].tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in {"env.secret", "env.database"}
        and isinstance(node.args[0], ast.Constant)
    }
    assert secret == {cells[0].strip("`") for cells in rows(page("settings.md")) if "*secret*" in cells[1]}


@pytest.mark.django_db
def test_it_names_every_setting_of_an_agency() -> None:
    from agencies.tenancy.models import AgencySettings

    fields = {field.name for field in AgencySettings._meta.concrete_fields} - {"id", "agency"}
    assert {cells[0].strip("`") for cells in rows(section(page("settings.md"), "Settings of an agency"))} == fields


def states() -> Iterator[tuple[str, object]]:
    """Everything that the features' states.py define."""
    for name in sorted(PLACES):
        if name.endswith(".states"):
            for thing, value in vars(importlib.import_module(name)).items():
                if getattr(value, "__module__", name) == name and not thing.startswith("_"):
                    yield f"{name}.{thing}", value


def test_it_names_every_move_of_every_state() -> None:
    text = section(page("states.md"), "States")
    parts = {CODE.search(part).group(1): part for part in text.split("\n### ")[1:]}  # type: ignore[union-attr]
    tables = {name: table for name, table in states() if name.endswith("MOVES") and isinstance(table, dict)}
    assert set(parts) == set(tables)
    for name, table in tables.items():
        stated = {cells[0].strip("`"): set(CODE.findall(cells[1])) for cells in rows(parts[name])}
        assert stated == {str(state): {str(target) for target in targets} for state, targets in table.items()}, name


def test_it_names_every_fixed_word() -> None:
    machines = {
        type(next(iter(table))) for name, table in states() if name.endswith("MOVES") and isinstance(table, dict)
    }
    lists = {n: v for n, v in states() if isinstance(v, type) and issubclass(v, StrEnum) and v not in machines}
    stated = {
        cells[0].strip("`"): CODE.findall(cells[1]) for cells in rows(section(page("states.md"), "Other fixed words"))
    }
    assert stated == {name: [str(word) for word in words_] for name, words_ in lists.items()}


def test_it_shows_the_table_of_rights() -> None:
    text = section(page("states.md"), "Rights")
    head = next(line for line in text.splitlines() if line.startswith("| Action"))
    roles = [cell.strip() for cell in head.strip("|").split("|")][1:]
    stated = {
        cells[0].strip("`"): frozenset(role for role, cell in zip(roles, cells[1:], strict=True) if cell)
        for cells in rows(text)
    }
    assert stated == {action: frozenset(map(str, holders)) for action, holders in rights.RIGHTS.items()}


def test_it_names_every_event_and_the_jobs_that_it_starts() -> None:
    text = section(page("states.md"), "Events")
    stated = {cells[0].strip("`"): set(CODE.findall(cells[1])) for cells in rows(text)}
    assert stated == {kind: {start.kind for start in wiring.TABLE.get(kind, ())} for kind in words.LINES}
    assert set(wiring.TABLE) <= set(stated)


def test_it_names_every_task_and_its_clock() -> None:
    text = section(page("states.md"), "Jobs")
    tasks = {
        str(keyword.value.value)
        for name, (_, layer) in PLACES.items()
        if layer == "tasks"
        for node in ast.walk(MODULES[name].tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "shared_task"
        for keyword in node.keywords
        if keyword.arg == "name" and isinstance(keyword.value, ast.Constant)
    }
    assert {cells[0].strip("`") for cells in rows(text)} == tasks
    clock = {entry["task"] for entry in celery.app.conf.beat_schedule.values()}
    assert {cells[0].strip("`") for cells in rows(text.partition("beat's clock")[2])} == clock


def test_it_names_every_management_command() -> None:
    every = "\n".join(path.read_text(encoding="utf-8") for path in PAGES)
    names = {path.stem for app in APPS for path in (ROOT / app / "management" / "commands").glob("[a-z]*.py")}
    assert {name for name in names if not re.search(rf"\b{name}\b", every)} == set()


def test_it_names_only_make_targets_that_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    quoted = {path.name: set(MAKE.findall(path.read_text(encoding="utf-8"))) - targets for path in PAGES}
    assert {name: wrong for name, wrong in quoted.items() if wrong} == {}


def test_it_links_to_what_is_there() -> None:
    dead = [
        f"{path.relative_to(ROOT)}: {target}"
        for path in PAGES
        for target in LINK.findall(path.read_text(encoding="utf-8"))
        if "://" not in target and not (path.parent / target.partition("#")[0]).exists()
    ]
    assert not dead


def test_it_names_only_files_that_are_there() -> None:
    dead = [
        f"{path.relative_to(ROOT)}: {code}"
        for path in PAGES
        for code in CODE.findall(path.read_text(encoding="utf-8"))
        if SOURCE_PATH.fullmatch(code) and not (ROOT / code).exists() and not code.startswith(MADE)
    ]
    assert not dead


def test_it_lists_every_page_and_every_decision() -> None:
    linked = {(DOCS / target.partition("#")[0]).resolve() for target in LINK.findall(page("index.md"))}
    assert {path for path in DOCS.rglob("*.md") if path.name != "index.md"} - linked == set()
    numbers = [int(path.name[:4]) for path in sorted((DOCS / "adr").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))


def tracked() -> list[Path]:
    """Files of the repository that hold text; without git there is nothing to ask."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in done.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def test_it_names_no_machine_and_no_package_registry() -> None:
    wrong = []
    for path in tracked():
        text = path.read_bytes().decode("utf-8", errors="ignore")
        found = [host for host in HOSTS if host in text.lower()] + MACHINE.findall(text)
        wrong += [f"{path.relative_to(ROOT)}: {each}" for each in found]
    assert not wrong, "\n".join(wrong)
