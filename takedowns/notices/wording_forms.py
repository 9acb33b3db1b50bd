"""Sentences of the other papers: sheets for web forms, letters, the Korean form, preservation requests, corrections.

Msgids of the domain `notices`, as in wording.py.
"""

from collections.abc import Mapping

from takedowns.notices.wording import sentence

SHEET: Mapping[str, str] = {
    "title": sentence("Text for the web form of %(host)s"),
    "hint": sentence("Copy each text into the field of the form that is named here, and change nothing."),
    "field": sentence("Field of the form"),
    "limit": sentence("Longest text (characters)"),
    "text": sentence("Text to copy"),
    "attachments": sentence("Required attachments"),
    "ticket": sentence("Ticket number of the service"),
    "relation": sentence("Relationship to the person shown"),
    "explanation": sentence("Explanation of the request"),
}
LETTER: Mapping[str, str] = {
    "to": sentence("Recipient of the letter"),
    "from": sentence("Sender of the letter"),
    "date": sentence("Date of the letter"),
    "number": sentence("Number of the letter"),
    "subject": sentence("Subject of the letter"),
    "enclosed": sentence("Enclosed documents"),
    "none": sentence("There are none."),
}
# The form 「불법촬영물등 유통 신고·삭제요청서」; its exact boxes are not confirmed (open point of kr-tba-22-5).
TBA_FORM: Mapping[str, str] = {
    "title": sentence("Report of illegally filmed material and similar material, and request for its deletion"),
    "applicant": sentence("Person or body that makes the request"),
    "contact": sentence("Contact details"),
    "addresses": sentence("Addresses of the material"),
    "kind": sentence("Kind of material"),
    "filmed": sentence("Material filmed or distributed against the will of the person shown"),
    "falsified": sentence("Falsified pictures, video or sound"),
    "minor": sentence("Child or youth sexual exploitation material"),
    "reason": sentence("Reason for the request"),
    "date": sentence("Date of the request"),
    "signature": sentence("Signature or seal"),
    "note": sentence("This page has the items that the law names. Please tell us if your own form asks for more."),
}
PUBLIC = sentence("The material was publicly accessible at these addresses when we found it.")
PRESERVE_TITLE = sentence("Request for the preservation of data")
PRESERVE_SCOPE = sentence(
    "This concerns above all the data of the account, the time and network address of the upload, the records of "
    "access, and payment data."
)
PRESERVE_TERM = sentence(
    "Please preserve the data for at least %(days)s days, or until the competent authority has decided."
)
PRESERVE_FOR = sentence("Please do not send these data to us, but only to an authority that is entitled to them.")
POLICE_HEADING = sentence("Contact for investigating authorities")
POLICE_CONTACT = sentence("Investigating authorities can reach us at %(police)s with the reference %(reference)s.")
POLICE_FILE = sentence("The matter has been reported to the police (file number %(file)s).")
COPIES_HEADING = sentence("Known copies")
COPIES_LIST = sentence("The same material is also at the following addresses, which are part of this notice.")
MANY = sentence("This notice covers %(count)s addresses. They are listed one by one.")
ANNEX = sentence("List of all addresses")
REPORT_NUMBER = sentence("Number of the report to a hotline")
REMARK = sentence("Remark of the officer")
REMARK_ORIGINAL = sentence("Remark in its original language")
REMARK_MACHINE = sentence("This is a machine translation of the remark. Only the original counts.")
WITHDRAWAL_SUBJECT = sentence("Withdrawal of a notice")
CORRECTION_SUBJECT = sentence("Correction of a notice")
WITHDRAWN = sentence(
    "We withdraw our notice %(reference)s of %(date)s. Please treat it as if we had not sent it, and restore what you "
    "removed only because of it."
)
CORRECTED = sentence(
    "We correct our notice %(reference)s of %(date)s. It no longer covers the addresses listed here; for all others "
    "it stands."
)
ENDED = sentence(
    "We no longer pursue our notice %(reference)s of %(date)s for the addresses listed here. We do not ask you to restore "
    "anything."
)
NO_LONGER = sentence("Addresses that are no longer covered")
JUSTIFIED = sentence("We examined the objection to this notice and found it justified.")
MISTAKE = sentence("We found a mistake in this notice ourselves.")
MAINTAINED = sentence("We examined the objection to this notice and maintain the notice.")
