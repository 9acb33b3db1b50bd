"""What an officer adds to a notice that a law demands: a named fact, or another legal basis."""

import json
from collections.abc import Mapping

from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Invalid, NotFound
from agencies.tenancy.services import verb
from takedowns.notices import bases, blocks, facts, selectors, words
from takedowns.notices.languages import LANGUAGES
from takedowns.notices.models import Notice
from takedowns.notices.services.restate import notice_restate
from takedowns.notices.services.retract import LONGEST_NUMBER
from takedowns.notices.states import OPEN

LONGEST = 600


@verb("notice.complete")
def notice_state_fact(actor: Actor, *, notice_id: int, element: str, text: str) -> Notice:
    """State a fact that the legal basis demands (empty text takes it back), and compose the notice again.

    Raises NotFound, Conflict when it is decided, and Invalid for an element that nobody states in words.
    """
    notice, text = _open(actor, notice_id), text.strip()
    if element not in set(words.VALUE_HINTS):
        raise Invalid(_("This cannot be stated in words."), "element")
    if len(text) > LONGEST or facts.hidden_character(text):
        raise Invalid(_("Write one paragraph of at most %(most)s characters.") % {"most": LONGEST}, "text")
    _state(notice, {**selectors.told_of(notice), element: text})
    audit.record(
        actor, "notice.complete", subject_kind="notice", subject_id=notice.pk, case_id=notice.case_id, element=element
    )
    return notice_restate(actor, notice)


@verb("notice.complete")
def notice_remark(actor: Actor, *, notice_id: int, remark: str, language: str = "en", police_file: str = "") -> Notice:
    """Add a remark in one's own words (empty takes it back) and the police's file number, and compose the notice again.

    The remark stands in a section of its own, as it was written, in no other language. Raises NotFound, Conflict, Invalid.
    """
    notice, text, number = _open(actor, notice_id), " ".join(remark.split()), " ".join(police_file.split())
    if language not in LANGUAGES:
        raise Invalid(_("Choose the language of the remark."), "language")
    for name, said, most in (("remark", text, LONGEST), ("police_file", number, LONGEST_NUMBER)):
        if len(said) > most or facts.hidden_character(said):
            raise Invalid(_("Write one paragraph of at most %(most)s characters.") % {"most": most}, name)
    found = {**selectors.told_of(notice), "remark": text, "remark_language": text and language, "police_file": number}
    _state(notice, found)
    audit.record(
        actor, "notice.remark", subject_kind="notice", subject_id=notice.pk, case_id=notice.case_id, remark=bool(text),
        police=bool(number),
    )  # fmt: skip
    return notice_restate(actor, notice)


def _state(notice: Notice, found: Mapping[str, str]) -> None:
    kept = {str(key): said for key, said in found.items() if said}
    notice.stated = json.dumps(kept, ensure_ascii=False, sort_keys=True)
    notice.save(update_fields=["stated"])


@verb("notice.complete")
def notice_choose_basis(actor: Actor, *, notice_id: int, code: str) -> Notice:
    """Ask for a legal basis (empty: the portal's own choice again), and compose the notice again. Raises NotFound, Conflict, Invalid."""
    notice = _open(actor, notice_id)
    if code and code not in {row.code for row in bases.load() if blocks.choosable(row)}:
        raise Invalid(_("This row is for information only; no notice can rest on it."), "code")
    notice.wanted = code
    notice.save(update_fields=["wanted"])
    audit.record(
        actor, "notice.complete", subject_kind="notice", subject_id=notice.pk, case_id=notice.case_id, basis=code
    )
    return notice_restate(actor, notice)


def _open(actor: Actor, notice_id: int) -> Notice:
    notice = Notice.objects.visible_to(actor).select_for_update(of=("self",)).filter(id=notice_id).first()
    if notice is None:
        raise NotFound
    if notice.state not in OPEN or notice.approved_sha256:
        raise Conflict(_("This notice is decided. Nothing was changed."))
    return notice
