"""The timeline's words: every kind of event that the code emits has a line, and no line is left over."""

import ast
import re
from pathlib import Path

import pytest

from agencies.events import words
from cases.casework.web import elapsed
from takedowns.delivery.states import DeliveryState

ROOT = Path(__file__).resolve().parents[2]
KIND = re.compile(r"[a-z]+\.[a-z_]+")


def emitted() -> set[str]:
    """Kinds in calls of emit(); of a call with a variable, every kind that its function names."""
    found: set[str] = set()
    for app in ("agencies", "cases", "takedowns", "portal"):
        for path in (ROOT / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.FunctionDef):
                    for call in ast.walk(node):
                        if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "emit":
                            found |= kinds(call.args[1], node)
    return found


def kinds(argument: ast.expr, function: ast.FunctionDef) -> set[str]:
    if isinstance(argument, ast.Constant):
        return {str(argument.value)}
    if isinstance(argument, ast.JoinedStr):
        start = str(getattr(argument.values[0], "value", ""))
        named = {node.attr for node in ast.walk(function) if isinstance(node, ast.Attribute) and node.attr.isupper()}
        return {f"{start}{state}" for state in DeliveryState if state.name in named}
    texts = {
        node.value for node in ast.walk(function) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    audited = {
        call.args[1].value
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "record"
        if isinstance(call.args[1], ast.Constant)
    }
    return {text for text in texts - audited if KIND.fullmatch(text)}


def test_it_has_words_for_every_event_that_is_emitted() -> None:
    assert emitted() == set(words.LINES)


@pytest.mark.parametrize("line", words.LINES.values(), ids=list(words.LINES))
def test_it_says_each_line_with_any_data(line: words.Line) -> None:
    names = re.findall(r"%\((\w+)\)s", line.text)
    assert "%(" not in line.text % dict.fromkeys(names, "x") and line.title
    assert line.tone in {"calm", "info", "wait", "good", "risk", "stop"}


@pytest.mark.parametrize(
    ("seconds", "words_"),
    [
        (0, "at the start"),
        (4.21, "4.2 seconds after the start"),
        (150, "2 minutes after the start"),
        (7300, "2 hours after the start"),
        (200000, "2 days after the start"),
    ],
)
def test_it_tells_the_time_in_plain_words(seconds: float, words_: str) -> None:
    assert elapsed(seconds) == words_
