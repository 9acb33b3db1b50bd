"""Recall of altered copies and false matches, on photographs of your own.

One photograph in six is never registered: it serves inside collages, and in frames, phones and memes as a picture that
must match nothing. Drawn pictures of one layout (a mark, a ticker, a story) are registered and asked. Every question is
compared with every registered picture, so a run has questions x registered pairs; pairs with the right picture are
recall, all others must not match. Pictures of near/ are registered and asked too, and what they match among themselves is
listed apart. See portal/docs/adr/0023-measuring-recall.md.
"""

import math
import time
from argparse import ArgumentParser
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import fmean, median
from tempfile import TemporaryDirectory
from typing import Any

from portal.bench import alterations, asked, drawn, heldout, layouts, photos
from portal.bench.asked import Answer, Question
from portal.bench.kept import Kept
from portal.bench.refusal import Refused

STRANGERS = 6  # one photograph in so many is never registered
FRAMED = ("phones", "captions", "borders", "text", "stickers", "filmed", "combined")  # what strangers are put into
FLOOR = 0.75
DRAWN = 30  # of each kind
LAYOUTS = 4  # of each
TOLD = 200  # questions between two lines of progress
Plan = tuple[list[Path], list[Path], list[Question], set[int]]


def arguments(parser: ArgumentParser) -> None:
    """How many photographs, which groups, how many processes."""
    photos.arguments(parser)
    parser.add_argument("--sample", type=int, help="so many photographs only, spread over the folder")
    parser.add_argument(
        "--every",
        type=int,
        default=1,
        metavar="N",
        help="ask each photograph in every n-th alteration only, its neighbour in the next ones: all of both, sooner",
    )
    parser.add_argument(
        "--groups",
        nargs="+",
        choices=sorted([*alterations.ALTERATIONS, heldout.GROUP]),
        help="these alterations only (without it, all that are not held out)",
    )
    parser.add_argument("--processes", type=int, choices=(1, 2), default=2)
    parser.add_argument(
        "--resume", type=Path, metavar="FILE", help="keep each answer in FILE (JSON lines), and ask only what it lacks"
    )


def run(
    say: Callable[[str], None],
    *,
    photos: Path,
    sample: int | None = None,
    every: int = 1,
    groups: Sequence[str] | None = None,
    processes: int = 2,
    resume: Path | None = None,
    **_: Any,
) -> dict[str, Any]:
    """The report; see `_report`."""
    with TemporaryDirectory() as folder:
        planned, drawings = plan(photos, sample, groups, max(every, 1)), layouts.draw(Path(folder), LAYOUTS)
        return _run(say, planned, drawings, processes, resume)


def _run(
    say: Callable[[str], None], planned: Plan, drawings: Sequence[Path], processes: int, resume: Path | None
) -> dict[str, Any]:
    """`drawings`: pictures that are registered and asked too, several of one layout."""
    known, strangers, questions, near = planned
    questions = questions + [Question(path.name, path, None, len(known) + n) for n, path in enumerate(drawings)]
    known = [*known, *drawings]
    kept = Kept(resume, known)
    answers, questions = kept.split(questions)
    began = time.perf_counter()
    registry, unread = asked.register(known, processes)
    registering = time.perf_counter() - began
    say(f"{len(known)} pictures are registered, {len(questions)} questions, {len(answers)} answers are there.")
    for count, answer in asked.ask(registry, questions, strangers, processes):
        answers.append(answer)
        kept.add(answer)
        if count % TOLD == 0:
            say(f"{count} of {len(questions)}, {time.perf_counter() - began:.0f} s")
    kept.close()
    found = _report(answers, known, near)
    found["unreadable"] = unread
    found["values registered"] = len(registry.values)
    found["seconds"] = {"registering": round(registering, 1), "all": round(time.perf_counter() - began, 1)}
    return found


def plan(folder: Path, sample: int | None, groups: Sequence[str] | None, every: int = 1) -> Plan:
    """Registered pictures, strangers, questions, and the numbers of registered pictures that are near-duplicates."""
    found = photos.collect(folder)
    strangers = [path for number, path in enumerate(found.photographs) if number % STRANGERS == STRANGERS - 1]
    own = [path for path in found.photographs if path not in set(strangers)]
    if not strangers:
        raise Refused(f"{folder} has only {len(found.photographs)} photographs. {photos.HOW}.")
    known = [*own, *found.graphics, *found.near]
    near = set(range(len(own) + len(found.graphics), len(known)))
    step = max(1, len(own) // sample) if sample else 1
    first = step // 2 if groups and heldout.GROUP in groups else 0  # held out: other photographs, too
    chosen = list(range(first, len(own), step))[: sample or None]
    listed = alterations.listed()
    wanted = [at for at, one in enumerate(listed) if one.group in (groups or alterations.ALTERATIONS)]
    framed = [at for at in wanted if listed[at].group in FRAMED]
    hard = strangers[:: max(1, len(strangers) * 3 // len(chosen))] if sample else strangers
    questions = [
        Question(own[n].name, own[n], at, n) for i, n in enumerate(chosen) for at in wanted[i % every :: every]
    ]
    questions += [
        Question(path.name, path, at, None) for i, path in enumerate(hard) for at in framed[i % every :: every]
    ]
    questions += [Question(key, None, None, None) for key in drawn.keys(DRAWN)]
    questions += [Question(known[n].name, known[n], None, n) for n in range(len(own), len(known))]
    return known, strangers, questions, near


def upper_bound(count: int, tries: int) -> float:
    """95 % upper confidence bound of a rate after `count` in `tries` (Poisson; 3/n for none, the rule of three)."""
    low, high = 0.0, count + 10 * math.sqrt(count + 1) + 10
    for _ in range(60):
        middle = (low + high) / 2
        below = sum(math.exp(-middle + k * math.log(middle) - math.lgamma(k + 1)) for k in range(count + 1))
        low, high = (middle, high) if below > 0.05 else (low, middle)
    return high / tries if tries else 1.0


def _report(answers: Sequence[Answer], known: Sequence[Path], near: set[int]) -> dict[str, Any]:
    """Recall per alteration and group, false and near matches by name, pairs and the bound, milliseconds."""
    copies = [a for a in answers if a.question.own is not None and a.question.alteration is not None]
    false, twins = _wrong(answers, known, near)
    pairs = len(answers) * len(known) - len(copies)
    photographs = len({a.question.key for a in answers if a.question.path})
    return {
        "questions": len(answers),
        "registered": len(known),
        **_recall(copies),
        "false matches": {
            "count": len(false),
            "pairs": pairs,
            "upper bound, 95 %": f"{upper_bound(len(false), pairs):.2e}",
            "pairs of different pictures": photographs * len(known),
            "which": false[:60],
        },
        "near-duplicates, not counted": twins,
        "milliseconds": _times(answers),
        "unreadable copies": Counter(a.error for a in answers if a.error),
    }


def _recall(copies: Sequence[Answer]) -> dict[str, Any]:
    listed = alterations.listed()
    by_name: dict[tuple[str, str], list[bool]] = defaultdict(list)
    methods: Counter[str] = Counter()
    for answer in copies:
        assert answer.question.alteration is not None
        one = listed[answer.question.alteration]
        own = [hit for hit in answer.hits if hit[0] == answer.question.own]
        by_name[one.group, one.name].append(bool(own))
        methods[own[0][1] if own else "missed"] += 1
    groups: dict[str, list[float]] = defaultdict(list)
    for (group, _), found in by_name.items():
        groups[group].append(fmean(found))
    rates = {group: round(fmean(each), 3) for group, each in groups.items()}
    named = {f"{group}: {name}": round(fmean(found), 3) for (group, name), found in by_name.items()}
    return {
        "recall, mean of alterations": round(fmean(named.values()), 4) if named else None,
        "recall of groups": rates,
        "groups under the floor": [
            group for group, rate in rates.items() if rate < FLOOR and group not in alterations.EXCUSED
        ],
        "recall of alterations": named,
        "found by": dict(methods.most_common()),
    }


def _wrong(answers: Sequence[Answer], known: Sequence[Path], near: set[int]) -> tuple[list[str], list[str]]:
    """Matches with another picture: those that count, and those among pictures of one scene."""
    listed = alterations.listed()
    false: list[str] = []
    twins: list[str] = []
    for answer in answers:
        question = answer.question
        how = listed[question.alteration].name if question.alteration is not None else "as it is"
        for number, method, band, score in answer.hits:
            if number == question.own:
                continue
            line = f"{question.key} ({how}) ~ {known[number].name}: {band} by {method}, score {score:.2f}"
            (twins if number in near and question.own in near else false).append(line)
    return false, twins


def _times(answers: Sequence[Answer]) -> dict[str, Any]:
    return {
        name: {"median": round(median(values), 1), "mean": round(fmean(values), 1), "most": round(max(values), 1)}
        for name, values in (
            ("decoding and hashing", [a.decoded for a in answers]),
            ("comparing", [a.found for a in answers]),
            ("making the copy (not part of a query)", [a.made for a in answers]),
        )
    }
