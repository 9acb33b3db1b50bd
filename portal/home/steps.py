"""The first week of an agency as a list of steps, each done or open by what is there. Pure: the facts come in as values."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from agencies.workspace.states import Step


def gettext_noop(message: str) -> str:
    """Marks a sentence for extraction."""
    return message


@dataclass(frozen=True, slots=True)
class Facts:
    """What the agency has now. `steps`: people and whether each has a second step."""

    me: int
    steps: Mapping[int, bool]
    managers: int
    invited: bool
    lines: bool
    mail_sent: bool
    sources: int
    basis: bool
    partner: bool
    seen: Collection[str]


@dataclass(frozen=True, slots=True)
class Item:
    """One step: `state` is open, done or aside; `page` is the name of its page."""

    step: Step
    state: str
    title: str
    hint: str
    page: str


# step -> title, hint, page; in the order in which a week goes
WORDS: Mapping[Step, tuple[str, str, str]] = {
    Step.OWN_STEP: (
        gettext_noop("Set up your own second step"),
        gettext_noop("An authenticator app or a passkey. Print the recovery codes."),
        "mfa_index",
    ),
    Step.SETTINGS: (
        gettext_noop("Look through the settings"),
        gettext_noop("What your agency decides for itself, with the values it starts with."),
        "settings",
    ),
    Step.INVITED: (
        gettext_noop("Invite your colleagues"),
        gettext_noop("By e-mail, each with the roles that fit."),
        "people-invite",
    ),
    Step.SECOND_MANAGER: (
        gettext_noop("Have a second manager"),
        gettext_noop("If the only one is ill or leaves, nobody can let people in or out."),
        "people",
    ),
    Step.EVERYBODY: (
        gettext_noop("See that everybody has a second step"),
        gettext_noop("Without it nothing opens for a colleague."),
        "people",
    ),
    Step.LINES: (
        gettext_noop("Enter the lines that people can call"),
        gettext_noop("They stand on your report form, first of all."),
        "settings-office",
    ),
    Step.MAIL: (
        gettext_noop("Send a test mail"),
        gettext_noop("Notices leave the same way: through your own server, or the portal's."),
        "settings-mail",
    ),
    Step.BASIS: (
        gettext_noop("Have a legal basis confirmed"),
        gettext_noop("The platform's lawyer confirms them; without one no notice can be approved. Ask the platform team."),
        "ticket-new",
    ),
    Step.SOURCE: (
        gettext_noop("Watch a first site"),
        gettext_noop("The portal visits it and compares what it sees with the fingerprints."),
        "source-new",
    ),
    Step.PAPERS: (
        gettext_noop("Read the data-protection papers"),
        gettext_noop("Drafts for your own record and assessment, made of what runs here."),
        "paper-record",
    ),
    Step.PARTNER: (
        gettext_noop("Agree with a partner agency, if you want one"),
        gettext_noop("For referrals, second approvals or looking for copies."),
        "partners",
    ),
}  # fmt: skip


def week(facts: Facts, aside: Collection[str]) -> list[Item]:
    """Every step with its state. What is done counts as done even if it was set aside."""
    done = {
        Step.OWN_STEP: facts.steps.get(facts.me, False),
        Step.SETTINGS: Step.SETTINGS in facts.seen,
        Step.INVITED: facts.invited or len(facts.steps) > 1,
        Step.SECOND_MANAGER: facts.managers > 1,
        Step.EVERYBODY: all(facts.steps.values()),
        Step.LINES: facts.lines,
        Step.MAIL: facts.mail_sent,
        Step.BASIS: facts.basis,
        Step.SOURCE: facts.sources > 0,
        Step.PAPERS: Step.PAPERS in facts.seen,
        Step.PARTNER: facts.partner,
    }
    return [
        Item(step, "done" if done[step] else "aside" if step in aside else "open", title, hint, page)
        for step, (title, hint, page) in WORDS.items()
    ]
