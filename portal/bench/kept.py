"""Answers of the robustness bench on disk: one JSON line each as they come, so that a run that is stopped can be resumed.

The first line says which pictures were registered and how; answers from another registry are refused, since they name
registered pictures by number. A last line that was cut off is left out, and asked again.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TextIO

from cases.fingerprints import patches
from portal.bench import alterations
from portal.bench.asked import Answer, Question
from portal.bench.refusal import Refused

Key = tuple[str, int | None, int | None]


class Kept:
    """The answers of one run. Without a file nothing is kept."""

    def __init__(self, path: Path | None, known: Sequence[Path]) -> None:
        """Raises Refused if the file holds answers of another registry, or is none of this bench."""
        self._file: TextIO | None = None
        self._found: dict[Key, dict[str, Any]] = {}
        if path is None:
            return
        names = "\n".join(each.name for each in known)
        head = {"registered": hashlib.sha256(names.encode()).hexdigest(), "details": patches.ALGORITHM}
        text = path.read_text() if path.exists() else ""
        whole = text[: text.rfind("\n") + 1]
        if whole:
            self._read(path, whole, head)
        self._file = path.open("w", buffering=1)
        self._file.write(whole or json.dumps(head) + "\n")

    def _read(self, path: Path, whole: str, head: dict[str, str]) -> None:
        try:
            first, *lines = [json.loads(line) for line in whole.splitlines()]
            self._found = {(one["key"], _number(one["how"]), one["own"]): one for one in lines}
        except (ValueError, TypeError, KeyError) as error:
            raise Refused(f"{path} is no file of this bench. Name another one with --resume.") from error
        if first != head:
            raise Refused(f"{path} has answers of other pictures or another version. Name another one with --resume.")

    def split(self, questions: Sequence[Question]) -> tuple[list[Answer], list[Question]]:
        """The answers that are there, and the questions that are still to be asked."""
        there = [q for q in questions if _key(q) in self._found]
        answers = [_answer(q, self._found[_key(q)]) for q in there]
        return answers, [q for q in questions if _key(q) not in self._found]

    def add(self, answer: Answer) -> None:
        """Keep one more; on disk when this returns."""
        if self._file:
            self._file.write(json.dumps(_line(answer), ensure_ascii=False) + "\n")

    def close(self) -> None:
        """Nothing more comes."""
        if self._file:
            self._file.close()


def _key(question: Question) -> Key:
    return question.key, question.alteration, question.own


def _number(how: list[str] | None) -> int | None:
    """The number of an alteration by its group and name, so that a longer table changes nothing. Raises KeyError."""
    numbers = {(one.group, one.name): n for n, one in enumerate(alterations.listed())}
    return numbers[how[0], how[1]] if how else None


def _line(answer: Answer) -> dict[str, Any]:
    at = answer.question.alteration
    one = None if at is None else alterations.listed()[at]
    return {
        "key": answer.question.key,
        "how": [one.group, one.name] if one else None,
        "own": answer.question.own,
        "hits": answer.hits,
        "error": answer.error,
        "ms": [round(each, 1) for each in (answer.made, answer.decoded, answer.found)],
    }


def _answer(question: Question, line: dict[str, Any]) -> Answer:
    hits: Iterable[Any] = line["hits"]
    return Answer(
        question, tuple((n, method, band, score) for n, method, band, score in hits), line["error"], *line["ms"]
    )
