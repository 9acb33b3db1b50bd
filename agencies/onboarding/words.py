"""Words for applications, agreements, terms, and the platform's mails; a page shows `gettext(word)`."""

from collections.abc import Mapping

from agencies.onboarding.pdfs import Flaw
from agencies.onboarding.states import ApplicationState, Check, MailKind, MailState, Result, Side, SignMethod


def gettext_noop(message: str) -> str:
    """Marks a sentence for extraction."""
    return message


STATES: Mapping[str, tuple[str, str]] = {
    ApplicationState.RECEIVED: (gettext_noop("Being read"), "wait"),
    ApplicationState.ASKED: (gettext_noop("Waiting for an answer"), "info"),
    ApplicationState.PROPOSED: (gettext_noop("Waiting for a second reviewer"), "wait"),
    ApplicationState.ACCEPTED: (gettext_noop("Accepted"), "good"),
    ApplicationState.SIGNED: (gettext_noop("Agreement signed"), "good"),
    ApplicationState.ACTIVE: (gettext_noop("Workspace open"), "good"),
    ApplicationState.DECLINED: (gettext_noop("Declined"), "stop"),
    ApplicationState.WITHDRAWN: (gettext_noop("Withdrawn"), "calm"),
}
# What the applicant reads: a second reviewer is the platform's own matter.
TOLD: Mapping[str, str] = {
    ApplicationState.RECEIVED: gettext_noop("We have your application and read it. You have to do nothing."),
    ApplicationState.ASKED: gettext_noop("We have a question. Please answer it below."),
    ApplicationState.PROPOSED: gettext_noop("We have your application and read it. You have to do nothing."),
    ApplicationState.ACCEPTED: gettext_noop("Your application is accepted. The next step is the agreement."),
    ApplicationState.SIGNED: gettext_noop("The agreement is signed. We open your workspace and write to you."),
    ApplicationState.ACTIVE: gettext_noop("Your workspace is open. The first manager has an invitation by mail."),
    ApplicationState.DECLINED: gettext_noop("We did not accept your application. The reasons are below."),
    ApplicationState.WITHDRAWN: gettext_noop("You took your application back. We erase it after a while."),
}
KINDS: Mapping[str, str] = {
    "local_government": gettext_noop("Local government"),
    "public_body": gettext_noop("Public body"),
    "ngo": gettext_noop("Non-governmental organisation"),
    "foreign_non_profit": gettext_noop("Non-profit organisation abroad"),
    "company": gettext_noop("Company with a purpose in the public interest"),
    "platform": gettext_noop("Platform"),
}
CHECKS: Mapping[str, str] = {
    Check.PURPOSE: gettext_noop("The purpose is in the public interest"),
    Check.LEGAL_GROUND: gettext_noop("There is a legal ground for the work in its country"),
    Check.OFFICER: gettext_noop("The data protection officer exists and can be reached"),
    Check.CONFLICT: gettext_noop("No conflict of interest with the platform or its reviewers"),
    Check.SANCTIONS: gettext_noop("Sanction lists were looked at; the result is in the note"),
}
RESULTS: Mapping[str, tuple[str, str]] = {
    Result.FINE: (gettext_noop("Fine"), "good"),
    Result.PROBLEM: (gettext_noop("Problem"), "stop"),
}
SIDES: Mapping[str, str] = {
    Side.PLATFORM: gettext_noop("The platform"),
    Side.APPLICANT: gettext_noop("The applicant"),
}
METHODS: Mapping[str, str] = {
    SignMethod.CLICK: gettext_noop("Signed on the page"),
    SignMethod.UPLOAD: gettext_noop("Countersigned document handed in"),
}
PARTIES: Mapping[str, str] = {
    "controller": gettext_noop("Controller"),
    "processor": gettext_noop("Processor"),
    "sub_processors": gettext_noop("Sub-processors"),
    "storage": gettext_noop("Place of storage"),
    "transfer_ground": gettext_noop("Ground for the transfer"),
    "authority": gettext_noop("Supervisory authority"),
}
MISSING: Mapping[str, str] = {
    "controller": gettext_noop("Name the controller."),
    "processor": gettext_noop("Name the processor."),
    "sub_processors": gettext_noop("Name the sub-processors, or write that there are none."),
    "storage": gettext_noop("Name the place of storage."),
    "transfer_ground": gettext_noop("Name the ground for the transfer."),
    "authority": gettext_noop("Name the supervisory authority."),
}
FLAWS: Mapping[str, str] = {
    Flaw.EMPTY: gettext_noop("The file “%(name)s” is empty."),
    Flaw.NO_PDF: gettext_noop(
        "The file “%(name)s” is no PDF. Pictures and other files are not taken: save it as a PDF."
    ),
    Flaw.BROKEN: gettext_noop("The file “%(name)s” is damaged or unusual. Save it as a PDF again."),
    Flaw.LOCKED: gettext_noop("The file “%(name)s” is locked with a password. Save it without one."),
    Flaw.ACTIVE: gettext_noop("The file “%(name)s” holds scripts, media or other files. Print it to a new PDF."),
    Flaw.PACKED: gettext_noop("The file “%(name)s” is packed in an unusual way. Print it to a new PDF."),
}
TERMS: Mapping[str, tuple[str, str]] = {
    "running": (gettext_noop("Runs"), "good"),
    "soon": (gettext_noop("Renewal is near"), "wait"),
    "overdue": (gettext_noop("Renewal is overdue"), "risk"),
    "none": (gettext_noop("No agreement on file"), "calm"),
}
MAIL_STATES: Mapping[str, tuple[str, str]] = {
    MailState.DUE: (gettext_noop("Will be sent"), "wait"),
    MailState.SENT: (gettext_noop("Sent"), "good"),
    MailState.FAILED: (gettext_noop("Could not be sent"), "stop"),
}
MAIL_KINDS: Mapping[str, str] = {
    MailKind.RECEIVED: gettext_noop("Receipt with the code"),
    MailKind.ASKED: gettext_noop("Question"),
    MailKind.DECLINED: gettext_noop("Decision: declined"),
    MailKind.AGREEMENT: gettext_noop("Agreement to sign"),
    MailKind.WELCOME: gettext_noop("Welcome"),
    MailKind.RENEWAL: gettext_noop("Renewal is near"),
    MailKind.RENEWAL_DUE: gettext_noop("Renewal is overdue"),
    MailKind.SUSPENDED: gettext_noop("Suspension"),
    MailKind.LIFTED: gettext_noop("Suspension lifted"),
}
HOW = gettext_noop("Open %(link)s and type the code that you were given when you applied.")
END = gettext_noop("This mail was sent by a program. Nobody asks you for your code by mail or telephone.")
# Subject and paragraphs; placeholders: institution, link, code, day, reason.
MAILS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    MailKind.RECEIVED: (
        gettext_noop("We have your application"),
        (
            gettext_noop("The application of %(institution)s has arrived. A person reads it."),
            gettext_noop("Your code: %(code)s"),
            gettext_noop("With it you see at any time how far we are, answer questions and sign: %(link)s"),
            gettext_noop("Keep this code like a password. We store no copy and cannot send it again."),
        ),
    ),
    MailKind.ASKED: (
        gettext_noop("A question about your application"),
        (gettext_noop("We have a question about the application of %(institution)s."), HOW),
    ),
    MailKind.DECLINED: (
        gettext_noop("Your application was not accepted"),
        (gettext_noop("We did not accept the application of %(institution)s. The reasons are on your page."), HOW),
    ),
    MailKind.AGREEMENT: (
        gettext_noop("The agreement is ready to be signed"),
        (gettext_noop("The agreement with %(institution)s is ready. Read it, then sign it on your page."), HOW),
    ),
    MailKind.WELCOME: (
        gettext_noop("Your workspace is open"),
        (
            gettext_noop(
                "The workspace of %(institution)s is open. The first manager gets an invitation by another mail."
            ),
            gettext_noop("The agreement lies in the workspace. Your code still shows your application."),
        ),
    ),
    MailKind.RENEWAL: (
        gettext_noop("Please confirm that the facts still hold"),
        (
            gettext_noop("The agreement of %(institution)s is to be renewed by %(day)s."),
            gettext_noop(
                "Sign in and confirm that purpose, plan and data protection officer are still the same: %(link)s"
            ),
        ),
    ),
    MailKind.RENEWAL_DUE: (
        gettext_noop("The agreement is to be renewed now"),
        (
            gettext_noop("The agreement of %(institution)s was to be renewed by %(day)s. Nothing is deleted."),
            gettext_noop(
                "Sign in and confirm that purpose, plan and data protection officer are still the same: %(link)s"
            ),
        ),
    ),
    MailKind.SUSPENDED: (
        gettext_noop("Your workspace is suspended"),
        (
            gettext_noop(
                "The workspace of %(institution)s is suspended. Everything can be read, nothing can be changed, and nothing is sent or deleted."
            ),
            gettext_noop("The reason: %(reason)s"),
            gettext_noop("Your report form takes no reports and shows whom to call. Watches and looks stand still."),
        ),
    ),
    MailKind.LIFTED: (
        gettext_noop("Your workspace is open again"),
        (gettext_noop("The suspension of %(institution)s is lifted. Work goes on where it stopped."),),
    ),
}
