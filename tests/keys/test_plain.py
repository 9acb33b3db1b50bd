"""Every column that holds text is sealed, made by the portal itself, or listed with a reason for those who ask."""

import re
from collections.abc import Iterator

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models

from tests.test_architecture import APPS
from tests.test_docs import page, rows, section

HEADING = "Text that people write and that is not sealed"
# Names of columns that hold what the portal makes: digests, numbers, codes, words of a list.
MADE = re.compile(
    r"(.*_)?(sha256|digest|token|code|key|mark|master|salt|nonce|language|languages|kind|state|country|countries|version)"
)
OURS = {
    "actor_kind", "action", "subject_kind", "request_id", "error", "last_error", "prefix", "scopes", "roles", "password",
    "reference", "message_id", "level", "looked", "basis", "time_zone", "quiet_zone", "logo", "capacity", "wanted", "certificate", "security",
    "two_person", "screenshots", "step", "test", "test_reason", "algorithm", "preparation", "fingerprint", "difference",
    "method", "part", "channel", "trouble",
    "etag", "media_type", "variant", "last_modified", "role", "accept", "barren", "reply_text", "recheck_seconds", "dkim_record",
}  # fmt: skip
LISTS = {
    "data", "args", "counts", "kept", "rows", "facts", "parts", "told", "changed", "body", "problems", "reasons", "remarks",
    "also", "blocks", "blocked_by", "papers", "second_why", "channels", "gone",
}  # fmt: skip
NOT_BY_PEOPLE = {
    "agencies_heartbeat.name": "of a worker",
    "takedowns_deskview.query": "filters of the queue, codes and numbers only (takedowns.review.filters)",
    "takedowns_draft.reason": "a word of a list, as chosen in the form",
    "takedowns_noticepart.name": "of a file that the portal makes",
    "takedowns_golden.sample": "name of words in samples.py",
    "takedowns_golden.reason": "a code",
    "takedowns_sample.reason": "a code",
    "takedowns_evidenceitem.name": "of a file that the capture makes",
    "takedowns_signingkey.certificate": "public half of a key",
    **dict.fromkeys(
        (
            *(f"takedowns_stampauthority.{n}" for n in ("name", "url", "roots", "trust_list")),
            *(f"takedowns_evidencestamp.{n}" for n in ("authority", "trust_list", "certificates")),
        ),
        "of a time-stamping authority, public",
    ),
    "cases_frontierentry.url": "the crawler's",
    "cases_frontierentry.page_url": "the crawler's",
    "cases_match.page_url": "the crawler's",
    "cases_match.media_url": "the crawler's",
    "cases_match.media_urls": "the crawler's",
    "cases_match.other_pages": "the crawler's",
    "cases_match.cluster": "a keyed digest",
    "cases_matchcopy.cluster": "a keyed digest",
    "cases_matchcopy.page_url": "the crawler's",
    "cases_mediumpage.page_url": "the crawler's",
    "cases_matchcopy.media_url": "the crawler's",
}


def texts() -> Iterator[tuple[str, str, bool]]:
    """(table.column, column, whether it is a list) of everything that could hold what somebody wrote."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields if model._meta.app_label in APPS else ():
            inner = field.base_field if isinstance(field, ArrayField) else field
            if isinstance(inner, (models.CharField, models.TextField, models.JSONField)) and not inner.choices:
                is_list = isinstance(inner, models.JSONField)
                yield f"{model._meta.db_table}.{field.column}", str(field.column), is_list


def test_it_seals_or_explains_every_free_text() -> None:
    listed = {cells[0].strip("`"): cells[1] for cells in rows(section(page("data-protection.md"), HEADING))}
    assert all(listed.values())
    plain = {
        place
        for place, column, is_list in texts()
        if place not in NOT_BY_PEOPLE
        and (place in listed or not (MADE.fullmatch(column) or column in OURS or (is_list and column in LISTS)))
    }
    assert plain == set(listed)
    assert set(NOT_BY_PEOPLE) <= {place for place, _, _ in texts()}
