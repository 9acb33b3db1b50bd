"""What the pages of the desk show: a line of the queue, and one complete package."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.people import selectors as people
from agencies.tenancy import rights
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from cases.casework.states import Identity
from cases.casework.web import tag
from cases.detection import words as detection
from cases.detection.selectors import copies
from cases.detection.web import bits, find_facts, host, thin
from cases.detection.web.dossiers import block
from takedowns.evidence import selectors as evidence
from takedowns.evidence.web import summary
from takedowns.notices import selectors as notices
from takedowns.notices import shown, web
from takedowns.recipients import words as recipients
from takedowns.review import selectors, words
from takedowns.review.selectors import blocking, questions
from takedowns.review.services import saying
from takedowns.review.states import OF_A_FIND, SENDING, UNDECIDED, ReviewState, Verdict
from takedowns.review.web import facts


def holder(item: Any, actor: Actor) -> str:
    """Who holds a package now: "me", "other" or nobody."""
    if item.held_by is None or item.held_until is None or item.held_until <= timezone.now():
        return ""
    return "me" if item.held_by == actor.user_id else "other"


def line(item: Any, actor: Actor) -> dict[str, Any]:
    """A package as a line of the queue."""
    notice = item.notice
    word, tone = words.PRIORITIES.get(item.priority, words.LATER)
    return {
        "row": item,
        "priority": {"text": _(word), "tone": tone},
        "band": tag(detection.BANDS, notice.match.band),
        "host": host(notice.match.page_url),
        "languages": web.language_names(notice.languages),
        "problems": web.problem_texts(notice.problems),
        "holder": holder(item, actor),
        "place": facts.place(item),
        "handed": item.handed_to == actor.user_id,
    }


def why(item: Any, actor: Actor) -> dict[str, Any]:
    """Why it matched, without a picture: words, figures and the grid of differing bits."""
    match, own = item.notice.match, tenancy.settings(actor)
    print_ = match.fingerprint
    origin = _(words.ORIGINS.get(print_.origin, print_.origin))
    level = _(words.LEVELS.get(print_.level, print_.level))
    rows = find_facts(match, radius=own.pdq_radius, floor=own.pdq_quality)
    return {
        "band": tag(detection.BANDS, match.band),
        "reason": _(detection.BAND_REASONS[match.band]),
        "rows": [
            *rows,
            *facts.find_facts(item, actor),
            {"key": _("Who computed the fingerprint"), "value": origin},
            {"key": _("How far it is verified"), "value": level},
        ],
        "thin": thin(match),
        "bits": (grid := bits(match.difference)),
        "grid": facts.grid(grid),
        "timeline": facts.timeline(item),
        "label": _("%(distance)s of 256 bits differ") % {"distance": match.distance},
    }


def package(item: Any, actor: Actor) -> dict[str, Any]:
    """Everything that one decision is made over."""
    notice, mine = item.notice, holder(item, actor) == "me"
    opened = item.evidence_opened_by is not None and item.evidence_opened_by == actor.user_id
    is_open = item.state in UNDECIDED
    targets = notices.targets(actor, notice.pk)
    unsure = any(target.match.band != "certain" for target in targets)
    unchecked = item.case.identity == Identity.UNCHECKED
    items = evidence.items(actor, notice.package_id)
    return {
        "line": line(item, actor),
        "item": item,
        "notice": notice,
        "state": tag(words.STATES, item.state),
        "why": why(item, actor),
        "evidence": summary(notice.package, items, evidence.removed(actor, notice.package_id)),
        "broken": [problem for target in targets for problem in evidence.problems(actor, target.package_id)],
        "opened": opened,
        "page_text": evidence.readable(actor, notice.package_id, "page.txt") if opened else "",
        "unsure": unsure,
        "unchecked": unchecked,
        "recipient": web.recipient(actor, notice),
        "site": block(actor, notice.match.page_url),
        "citation": web.citation(notice.basis),
        "reasons": web.reasons(notice),
        **around(item, actor),
        "blocks": (blocks := blocked(item, actor) if is_open or item.state == ReviewState.HELD else []),
        "looked": web.looked(notice.looked),
        "targets": _targets(actor, targets, opened=opened) if len(targets) > 1 else [],
        "reasons_to_reject": [(value, _(words.REASONS[value])) for value in OF_A_FIND],
        "can_leave_out": mine and item.state == ReviewState.OPEN,
        "also_on": copies.also_on(actor, notice.match),
        "is_open": is_open,
        "mine": mine and is_open,
        "can_approve": notice.state == "ready" and not blocks,
        "second": second(item, actor) if item.state == ReviewState.SECOND else None,
        "again": again(item, actor) if item.state == ReviewState.OPEN else None,
        "decision": _(words.REASONS[item.reason]) if item.reason in words.REASONS else "",
    }


def around(item: Any, actor: Actor) -> dict[str, Any]:
    """What stands beside the package: the case, the copies, the language versions, the group, questions, who has it."""
    return {
        "versions": facts.versions(item),
        "sections": shown.sections(item.notice.text, item.notice.languages),
        "parts": web.part_list(notices.parts_listed(actor, item.notice)),
        "takes_back": web.taken_back(actor, item.notice),
        "case_facts": facts.case_facts(item, actor),
        "copies": facts.copies_shown(item, actor),
        "group": [member(row, actor) for row in selectors.group_of(actor, item.pk)] if item.state in UNDECIDED else [],
        "questions": [question_shown(row, actor) for row in questions.of_item(actor, item.pk)],
        "live": live(item, actor),
        "handed_by": people.names(actor).get(item.handed_by or 0, "") if item.handed_to else "",
    }


def _targets(actor: Actor, targets: list[Any], *, opened: bool) -> list[dict[str, Any]]:
    """The finds of a package with several; the words of their pages only after this officer opened them (HARMS 23)."""
    return [
        {
            "row": target,
            "band": tag(detection.BANDS, target.match.band),
            "addresses": notices.addresses(target.match),
            "text": evidence.readable(actor, target.package_id, "page.txt") if opened else "",
        }
        for target in targets
    ]


def second(item: Any, actor: Actor) -> dict[str, Any]:
    """Who decided first and what, why a second person looks, and what this reader can do about it."""
    first = selectors.first_voice(actor, item.pk)
    if first is None:
        return {}
    approve, ask = first.verdict in SENDING, selectors.ask_of(actor, item.pk)
    named = {partner.pk: partner.name for partner in selectors.partners(actor)}
    return {
        "name": people.names(actor).get(first.user_id or 0, ""),
        "at": first.at,
        "approve": approve,
        "hold": first.verdict == Verdict.HOLD,
        "changed": first.sha256 != item.notice.content_sha256,
        "why": [_(words.WHY_SECOND[why]) for why in item.second_why if why in words.WHY_SECOND],
        "own": first.user_id == actor.user_id,
        "may": selectors.may_be_second(actor),
        "nobody": not selectors.seconds(actor, first.user_id or 0),
        "sha256": first.sha256,
        "ask": ask and {"tag": tag(words.ASKS, ask.state), "row": ask, "live": ask.state == "asked"},
        "partners": list(named.items()) if approve else [],
        "partner": named.get(ask.partner_id, "") if ask else "",
    }


def again(item: Any, actor: Actor) -> dict[str, Any] | None:
    """Why a package that was decided once is open again; None when it never was."""
    last = selectors.last_void(actor, item.pk)
    if last is None:
        return None
    return {
        "why": _(words.VOIDS[last.void_why]),
        "doubt": _(words.DOUBTS[last.doubt]) if last.doubt else "",
        "note": last.note,
        "at": last.void_at,
    }


def confirmed_by(item: Any, actor: Actor) -> str:
    """Who the second person was, in words; empty where there was none."""
    said = None if item.state in UNDECIDED else selectors.voices(actor, item.pk).filter(place=2).first()
    if said is None:
        return ""
    if said.partner_id:
        return _("confirmed by a partner agency")
    return _("confirmed by %(name)s") % {"name": people.names(actor).get(said.user_id or 0, "–")}


def supervised(actor: Actor) -> list[str]:
    """What a supervised person is told on the desk."""
    return [_(words.SUPERVISED[why]) for why in selectors.supervised(actor)]


def asked_line(row: Any) -> dict[str, Any]:
    """A partner's question as a line: how sure, which languages, until when."""
    return {
        "row": row,
        "state": tag(words.ASKS, row.state),
        "band": tag(detection.BANDS, row.facts["band"]) if row.facts else None,
        "languages": web.language_names(row.facts.get("languages", [])),
    }


def asked_package(row: Any) -> dict[str, Any]:
    """Everything that a partner's question holds."""
    facts = row.facts
    shown_facts = []
    if facts:
        risk = recipients.RISKS[facts["risk"]][0] if facts["risk"] in recipients.RISKS else facts["risk"]
        how = _("An equal digest") if facts["exact"] else _("A near fingerprint")
        whole = _("whole") if facts["whole"] else _("changed or incomplete")
        shown_facts = [
            {"key": _("How it was identified"), "value": how},
            {"key": _("Who looked"), "value": web.looked(facts["looked"])},
            {"key": _("Legal basis"), "value": web.citation(facts["basis"])},
            {"key": _("Country of the host"), "value": facts["country"]},
            {"key": _("Risk of the recipient"), "value": _(risk)},
            {
                "key": _("Evidence that was kept"),
                "value": _("%(files)s files, %(whole)s") % {"files": facts["files"], "whole": whole},
            },
        ]
    band = facts["band"] if facts else ""
    return {
        **asked_line(row),
        "facts": shown_facts,
        "reason": _(detection.BAND_REASONS[band]) if band else "",
        "sections": shown.sections(row.text, facts.get("languages", [])),
        "doubt": _(words.DOUBTS[row.doubt]) if row.doubt else "",
        "over": row.state == "asked" and row.expires_at <= timezone.now(),
    }


def blocked(item: Any, actor: Actor) -> list[str]:
    """Everything that keeps this reader from approving, in sentences."""
    return saying.sentences(blocking.blocks(actor, item))


def member(row: Any, actor: Actor) -> dict[str, Any]:
    """A package of the same group, to be decided with the open one."""
    free = holder(row, actor) != "other"
    sure = row.notice.match.band == "certain" or row.evidence_opened_by == actor.user_id
    return {
        **line(row, actor),
        "value": f"{row.pk}:{row.notice.content_sha256}",
        "provider": row.notice.provider.name if row.notice.provider else "",
        "page": row.notice.match.page_url,
        "free": free,
        "can_approve": free and sure and row.notice.state == "ready",
    }


def live(item: Any, actor: Actor) -> dict[str, Any]:
    """What may change while the page is open: who holds it, what became of it, how long a decision can be undone."""
    left = (item.final_at - timezone.now()).total_seconds() if item.final_at and item.left_at is None else 0.0
    decided = item.state in {ReviewState.APPROVED, ReviewState.REJECTED}
    aside = item.state in {ReviewState.HELD, ReviewState.WAITING}
    return {
        "state": tag(words.STATES, item.state),
        "holder": holder(item, actor),
        "name": people.names(actor).get(item.held_by or 0, ""),
        "until": item.held_until,
        "undo": aside or (decided and left > 0),
        "seconds": max(0, int(left)) if decided else 0,
        "open": item.state in UNDECIDED,
        "version": version(item, actor),
    }


def version(item: Any, actor: Actor) -> str:
    """Changes when what the page shows is old: state, holder, text."""
    return f"{item.state}.{holder(item, actor)}.{item.notice.content_sha256[:12]}"


def last_decided(actor: Actor, item_id: Any) -> dict[str, Any] | None:
    """The package that this person decided last, while that can be undone."""
    row = selectors.items(actor).filter(id=item_id).first() if isinstance(item_id, int) else None
    found = live(row, actor) if row is not None else None
    return {"row": row, **found} if row is not None and found and found["undo"] else None


def question_shown(row: Any, actor: Actor) -> dict[str, Any]:
    """A question of the desk, with who asked and who answered."""
    names = people.names(actor)
    manager = row.kind == "escalate"
    return {
        "row": row,
        "kind": tag(words.QUESTIONS, row.kind),
        "asker": names.get(row.asked_by, _("a colleague")),
        "answerer": names.get(row.answered_by or 0, ""),
        "may": row.closed_at is None and rights.allowed(actor, "question.manage" if manager else "question.answer"),
        "may_open": rights.allowed(actor, "review.read"),
    }
