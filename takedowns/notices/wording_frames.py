"""Frames: the sentences of a notice that depend on who gets it, as msgids of the domain `notices` (see wording.py)."""

from collections.abc import Mapping

from takedowns.notices.bases import REPORTED_TO, Kind, Recipient
from takedowns.notices.wording import ASK, COPIES, OPENING, PRESERVATION, SUBJECT, TITLE, sentence

REPORT = sentence("Report of illegal content")
DELISTING = sentence("Request for removal from search results")
DOMAIN = sentence("Request for measures against illegal content under a domain name")
OFFENCE_REPORT = sentence("Report of an offence and request to secure data")
SUBJECTS: Mapping[Recipient, str] = {
    Recipient.SITE: SUBJECT,
    Recipient.HOST: SUBJECT,
    Recipient.CDN: SUBJECT,
    Recipient.REGISTRAR: DOMAIN,
    Recipient.SEARCH: DELISTING,
    Recipient.REGULATOR: REPORT,
    Recipient.HOTLINE: REPORT,
    Recipient.POLICE: OFFENCE_REPORT,
}
TITLES: Mapping[Recipient, str] = {
    kind: TITLE if kind in {Recipient.SITE, Recipient.HOST, Recipient.CDN} else subject
    for kind, subject in SUBJECTS.items()
}
TO: Mapping[Recipient, str] = {
    Recipient.SITE: OPENING[0],
    Recipient.HOST: sentence("To the abuse department of the company that hosts %(host)s"),
    Recipient.CDN: sentence("To the abuse department of the network that delivers %(host)s to its visitors"),
    Recipient.REGISTRAR: sentence("To the abuse department of the company that registered the domain of %(host)s"),
    Recipient.SEARCH: sentence("To the department that handles requests for removal from search results"),
    Recipient.REGULATOR: sentence("To the authority that is responsible for illegal online content"),
    Recipient.HOTLINE: sentence("To the hotline for illegal online content"),
    Recipient.POLICE: sentence("To the police unit that investigates offences of this kind"),
}
ASKS: Mapping[Recipient, tuple[str, ...]] = {
    Recipient.SITE: (ASK,),
    Recipient.HOST: (
        sentence(
            "The material is on a service that you host. Please remove it or disable access to it, or have your "
            "customer do so, and confirm this in a reply."
        ),
    ),
    Recipient.CDN: (
        sentence(
            "Please stop delivering the addresses given here, delete them from your cache, and confirm this in a reply."
        ),
        sentence("Please also tell us which company hosts the material, or pass this notice on to that company."),
    ),
    Recipient.REGISTRAR: (
        sentence(
            "Please have the holder of the domain remove the material. If that does not happen, please take the "
            "measures that your terms and the law allow, and confirm this in a reply."
        ),
    ),
    Recipient.SEARCH: (
        sentence(
            "Please remove the addresses given here from all search results, previews and stored copies, for every "
            "search term, and confirm this in a reply."
        ),
    ),
    Recipient.REGULATOR: (
        sentence("Please use your powers to have the material removed, and tell us the number of your case."),
    ),
    Recipient.HOTLINE: (
        sentence(
            "Please examine the material, pass it on to the authority or company that is responsible, and tell us "
            "the number of your report."
        ),
    ),
    Recipient.POLICE: (
        sentence("Please have the data secured that can identify who published the material."),
        sentence("We hold a record of the page with digests and hand it over on request."),
    ),
}
ELSEWHERE = sentence("Please treat other addresses with the same material in the same way, as far as you know of them.")
COPIES_TO: Mapping[Recipient, str] = {
    Recipient.SITE: COPIES,
    Recipient.HOST: COPIES,
    Recipient.CDN: ELSEWHERE,
    Recipient.REGISTRAR: ELSEWHERE,
    Recipient.SEARCH: ELSEWHERE,
}
CUSTOMER = sentence(
    "Please preserve the data on your customer and on this content for the competent authorities, as far as the law "
    "that applies to you allows."
)


def preservation(recipient: Recipient, kind: Kind) -> tuple[str, ...]:
    """What this recipient is asked to keep; nothing where it holds no such data."""
    if recipient is Recipient.SEARCH or recipient in REPORTED_TO:
        return ()
    if recipient is Recipient.SITE or kind is Kind.PROTECTED:
        return (PRESERVATION[kind],)
    return (CUSTOMER,)
