"""Words of partnerships and of what a key may do; a page shows `gettext(word)`."""

from collections.abc import Mapping

from agencies.access.states import PartnerPurpose


def gettext_noop(message: str) -> str:
    """Marks a sentence for extraction."""
    return message


PURPOSES: Mapping[str, str] = {
    PartnerPurpose.REFERRAL: gettext_noop("Refer people to each other, with their consent"),
    PartnerPurpose.SECOND_APPROVAL: gettext_noop("Approve notices for each other as the second person"),
    PartnerPurpose.DETECTION: gettext_noop("Look for copies for each other's cases"),
}
SCOPES: Mapping[str, str] = {
    "agency.read": gettext_noop("read facts about the agency"),
    "case.create": gettext_noop("open cases"),
    "case.read": gettext_noop("read cases and their history"),
    "fingerprint.read": gettext_noop("list fingerprints, never their values"),
    "fingerprint.register": gettext_noop("register fingerprints"),
    "fingerprint.update": gettext_noop("suspend, resume and dispute fingerprints"),
    "fingerprint.withdraw": gettext_noop("withdraw fingerprints"),
    "match.read": gettext_noop("read finds"),
    "notice.read": gettext_noop("read notices"),
    "referral.read": gettext_noop("read referrals"),
    "report.create": gettext_noop("hand in reports"),
    "report.read": gettext_noop("read reports"),
    "search.read": gettext_noop("read search terms and finds of words"),
    "search.update": gettext_noop("add, pause and withdraw search terms"),
    "source.read": gettext_noop("read watch sources"),
}
