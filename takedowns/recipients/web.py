"""Recipients as the pages show them."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from cases.casework.web import tag
from takedowns.recipients import rules, words


def kind(row: Any) -> str:
    """What it is, in a word."""
    return _(words.KINDS[row.kind])


def line(row: Any) -> list[Any]:
    """Contact, risk and check of one recipient as cells of a table."""
    contact = row.abuse_email or (_("web form") if row.form_url else "–")
    return [contact, tag(words.RISKS, row.risk), row.verified_on.isoformat() if row.verified_on else _("not yet")]


def in_words(out: Collection[str]) -> str:
    """What notices do without, in words."""
    return ", ".join(_(words.LEFT_OUT[one]) for one in sorted(out)) or _("nothing")


def leaks(row: Any) -> str:
    """What it does with notices, in words."""
    known = [_("gives notices to a public database")] if row.lumen else []
    known += [_("forwards notices to the uploader")] if row.forwards else []
    return ", ".join(known) or _("nothing bad is known")


def order(row: Any) -> str:
    """The ways to it that exist, in their order; reports for programs and interfaces are not used by the portal itself."""
    found = rules.ways(row.channels, email=row.abuse_email, form=row.form_url, dead=False)
    return "; ".join(f"{number}. {_(words.WAYS[way])}" for number, way in enumerate(found, start=1)) or "–"


def facts(row: Any) -> list[dict[str, Any]]:
    """Everything that an officer should know before writing to it."""
    relay = rules.through_relay(row.sender, row.risk)
    out = rules.left_out(row.risk, lumen=row.lumen, forwards=row.forwards, relayed=relay)
    pairs: list[tuple[str, Any]] = [
        (_("Kind"), kind(row)),
        (_("Country"), ", ".join(dict.fromkeys([row.country, *row.jurisdictions]))),
        (_("Languages"), ", ".join(row.languages or [row.language])),
        (_("Hosts"), ", ".join(host.host for host in row.hosts.all()) or "–"),
        (_("Abuse contact"), row.abuse_email or "–"),
        (_("Web form"), row.form_url or "–"),
        (_("Ways, in their order"), order(row)),
        (_("Most addresses in one notice"), str(row.max_addresses)),
        (_("Risk"), _(words.RISKS[row.risk][0])),
        (_("What it does with notices"), leaks(row)),
        (_("Left out of notices"), in_words(out)),
        (_("Who writes to it"), _(words.THROUGH_RELAY) if relay else _("your agency")),
        (_("Material with minors"), _(words.CSAM[row.csam_policy])),
        (_("Next in the chain"), row.parent.name if row.parent and row.parent.listed else "–"),
        (_("Source"), f"{row.source} ({row.source_date})" if row.source else "–"),
        (_("Checked on"), row.verified_on.isoformat() if row.verified_on else _("not yet; nothing is sent before")),
    ]
    return [{"key": key, "value": value} for key, value in pairs]
