"""The transfer agreement's text: versions that never change, in each language, each with its digest.

A signed agreement names version and digest, so that years later the very words can be laid beside it. A changed
sentence is a new version: new files and new lines in agreement/texts.json.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import Any

ENGLISH = "en"


class Tampered(ValueError):
    """A text's file is not the one that its digest was taken of."""


@dataclass(frozen=True, slots=True)
class Text:
    """One version in one language. `reviewed`: a named lawyer has confirmed it."""

    version: str
    language: str
    sha256: str
    reviewed: bool
    body: Mapping[str, Any]

    def filled(self, values: Mapping[str, str]) -> dict[str, Any]:
        """The text with its values put in, as the template shows it; raises KeyError for a missing one."""
        labels = self.body["labels"]
        sections = [
            {
                "heading": section["heading"],
                "paragraphs": [line.format_map(values) for line in section.get("paragraphs", ())],
                "rows": [(labels[name], values[name]) for name in section.get("rows", ())],
            }
            for section in self.body["sections"]
        ]
        return {
            "language": self.language,
            "name": self.body["name"],
            "title": self.body["title"],
            "draft": "" if self.reviewed else self.body["draft"],
            "unsigned": self.body["unsigned"],
            "fallback": self.body["fallback"],
            "sections": sections,
            "for_platform": labels["for_platform"],
            "for_institution": labels["for_institution"],
            "stamp": labels["text"].format(version=self.version, sha256=self.sha256),
        }


def _read(name: str) -> bytes:
    return resources.files("agencies.onboarding").joinpath("agreement").joinpath(name).read_bytes()


@cache
def load(version: str = "") -> dict[str, Text]:
    """A version's texts by language; empty: the current one. Raises Tampered, and LookupError for a version unknown."""
    held = json.loads(_read("texts.json"))
    version = version or held["current"]
    lines = [line for line in held["texts"] if line["version"] == version]
    if not lines:
        raise LookupError(version)
    return {line["language"]: _text(version, line["language"], line["sha256"]) for line in lines}


def _text(version: str, language: str, stated: str) -> Text:
    written = _read(f"{version}.{language}.json")
    if sha256(written).hexdigest() != stated:
        raise Tampered(f"agreement {version} ({language})")
    body = json.loads(written)
    reviewed = body["state"] == "reviewed" and bool(body["reviewed_by"])
    return Text(version, language, stated, reviewed, body)


def languages(wanted: str, version: str = "") -> list[str]:
    """The document's languages for an applicant: the own one first if there is a text, and English; never only one."""
    known = load(version)
    first = wanted.split("-", 1)[0]
    found = [first, ENGLISH] if first in known and first != ENGLISH else [ENGLISH, "ko"]
    return [language for language in found if language in known]


def digest(texts: list[Text]) -> str:
    """One SHA-256 over the digests of a document's texts, in their order."""
    return sha256("".join(text.sha256 for text in texts).encode()).hexdigest()
