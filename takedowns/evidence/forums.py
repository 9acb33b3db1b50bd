"""Three papers from one core of facts: the Korean evidence report, the statement for the European Union, a draft for US courts.

What each forum expects, with its sources, is written down in portal/docs/evidence.md. Pure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from takedowns.evidence import forumwords as words
from takedowns.evidence.authorities import best
from takedowns.evidence.papers import Core, Paper, Part
from takedowns.evidence.report import (
    GRADES,
    LIMITS,
    NO_PICTURE,
    PROTECTED_LIMIT,
    SECTIONS,
    Both,
    both_times,
    sections,
)

Rows = list[tuple[Both, str | Both]]


def papers(core: Core) -> list[Paper]:
    """All papers of a package, in the order of the archive."""
    stamped = replace(core.facts, grade=best([stamp.grade for stamp in core.stamps]))
    core = replace(core, facts=stamped)
    return [korean(core), european(core), american(core)]


def korean(core: Core) -> Paper:
    """The report for police and prosecutors in Korea: what was seen, how it was collected, that copy and original are the same."""
    told = _sections(core)
    parts = [
        Part(words.KR_MATTER, rows=[*_recipient(core), *told["find"][0]], paragraphs=[NO_PICTURE]),
        Part(words.KR_HOW, [words.KR_COLLECTED, _picture(core)], rows=_tools(core)),
        Part(SECTIONS["server"], rows=told["server"][0]),
        *(
            [Part(SECTIONS["headers"], rows=[(Both(n, n), v) for n, v in core.facts.headers])]
            if core.facts.headers
            else []
        ),
        Part(SECTIONS["method"], rows=told["method"][0]),
        *_integrity(core, [words.KR_SAME]),
        *_kept_back(core),
        _limits(core),
        Part(
            words.KR_DECLARATION,
            [words.KR_DECLARED],
            rows=[(words.MADE, both_times(core.made_at))],
            blanks=words.KR_SIGNED,
        ),
    ]
    return Paper("kr-evidence-report.pdf", words.KR_TITLE, ("ko", "en"), parts, reference=core.facts.reference)


def european(core: Core) -> Paper:
    """The statement on seal and time stamps under Regulation (EU) No 910/2014, with the legal grade of each."""
    told = _sections(core)
    qualified = any(stamp.grade == "qualified" for stamp in core.stamps)
    parts = [
        Part(words.EU_WHAT, [words.EU_SUBJECT, NO_PICTURE], rows=[*_recipient(core), *told["find"][0]]),
        Part(words.EU_SEAL, [words.EU_SEALED, words.EU_NOT_QUALIFIED_SEAL]),
        Part(words.EU_TIME, [words.EU_PRESUMED if qualified else words.EU_NOT_PRESUMED], rows=_stamps(core)),
        Part(SECTIONS["method"], rows=told["method"][0]),
        *_integrity(core, [words.EU_CHECK]),
        *_kept_back(core),
        _limits(core),
    ]
    return Paper("eu-statement.pdf", words.EU_TITLE, ("en", "ko"), parts, reference=core.facts.reference)


def american(core: Core) -> Paper:
    """A draft certification under Federal Rules of Evidence 902(13) and (14); a qualified person completes and signs it."""
    told = _sections(core)
    parts = [
        Part(words.US_WHO, [words.US_QUALIFIED], blanks=words.US_PERSON),
        Part(words.US_RECORD, [words.US_DESCRIBED], rows=[*_recipient(core), *told["find"][0]]),
        Part(words.US_13, [words.US_PROCESS, words.US_RELIABLE], rows=[*_tools(core), *told["method"][0]]),
        Part(words.US_14, [words.US_HASH]),
        *_integrity(core, [words.US_CHECK]),
        *_kept_back(core),
        _limits(core),
        Part(words.US_NOTICE, [words.US_NOTICED]),
        Part(words.US_DECLARATION, [words.US_DECLARED], blanks=words.US_SIGNED, boxed=True),
    ]
    return Paper(
        "us-902-certificate-DRAFT.pdf",
        words.US_TITLE,
        ("en",),
        parts,
        draft=words.US_DRAFT,
        reference=core.facts.reference,
    )


def _sections(core: Core) -> dict[str, tuple[Rows, list[Both]]]:
    """The sections of the report as rows with plain values."""
    return {key: (list(map(_row, rows)), texts) for key, rows, texts in sections(core.facts)}


def _row(line: dict[str, Any]) -> tuple[Both, str | Both]:
    return Both(line["en"], line["ko"]), Both(line["value"], line["value_ko"]) if line["value_ko"] else str(
        line["value"]
    )


def _recipient(core: Core) -> Rows:
    given = [(words.TO, core.authority), (words.FILE_NUMBER, core.file_number)]
    return [(label, value) for label, value in given if value]


def _tools(core: Core) -> Rows:
    return [(Both(name, name), version) for name, version in core.facts.tools]


def _picture(core: Core) -> Both:
    if core.facts.protected:
        return words.NO_SCREENSHOT_PROTECTED
    return words.SCREENSHOT if core.screenshot else words.NO_SCREENSHOT


def _stamps(core: Core) -> Rows:
    rows: Rows = []
    for stamp in core.stamps:
        rows += [
            (words.STAMPED_BY, stamp.authority), (words.STAMPED_AT, both_times(stamp.at)), (words.GRADE, GRADES[stamp.grade]),
            (words.TRUST_LIST, stamp.trust_list or words.NO_ENTRY),
        ]  # fmt: skip
    return rows or [(words.GRADE, GRADES[core.facts.grade])]


def _integrity(core: Core, more: Sequence[Both]) -> Iterator[Part]:
    """Digests, signature, time stamps and custody: the same in every paper."""
    facts = core.facts
    files = [
        (Both(i.name, i.name), f"{i.size} bytes, {both_times(i.taken_at)}, SHA-256 {i.sha256}") for i in facts.items
    ]
    yield Part(SECTIONS["items"], rows=files)
    rows: Rows = [(words.MANIFEST, facts.manifest_sha256), (words.CERTIFICATE, core.fingerprint)]
    yield Part(words.INTEGRITY, [words.HOW_SEALED, *more], rows=rows)
    yield Part(SECTIONS["time"], rows=_stamps(core))
    lines: Rows = [
        (Both(both_times(at), both_times(at)), f"{action} · {digest}") for at, action, digest in facts.custody
    ]
    yield Part(SECTIONS["custody"], [words.CUSTODY_READ], rows=lines)


def _kept_back(core: Core) -> Iterator[Part]:
    if core.facts.remarks:
        yield Part(SECTIONS["remarks"], [Both(text, text) for text in core.facts.remarks])


def _limits(core: Core) -> Part:
    """What the paper does not prove: in every one of them (HARMS 31)."""
    return Part(
        SECTIONS["limits"], [*LIMITS, *([PROTECTED_LIMIT] if core.facts.protected else []), words.KEY_LIMIT], boxed=True
    )
