"""Words for search terms, consent, searches and finds of words."""

from collections.abc import Mapping

from cases.detection.states import ConsentWay, SearchState, SearchWhy, TermKind, TermState, TextFindState


def gettext_noop(message: str) -> str:
    """Marks a sentence for extraction."""
    return message


KINDS: Mapping[str, str] = {
    TermKind.NAME: gettext_noop("Name"),
    TermKind.NICKNAME: gettext_noop("Nickname"),
    TermKind.SCHOOL: gettext_noop("School or workplace"),
    TermKind.PHRASE: gettext_noop("Phrase"),
    TermKind.HASHTAG: gettext_noop("Hashtag"),
    TermKind.ACCOUNT: gettext_noop("Account name"),
    TermKind.PHONE: gettext_noop("Telephone number"),
}
TERM_STATES: Mapping[str, tuple[str, str]] = {
    TermState.ACTIVE: (gettext_noop("In use"), "good"),
    TermState.PAUSED: (gettext_noop("Paused"), "wait"),
    TermState.WITHDRAWN: (gettext_noop("Withdrawn and erased"), "stop"),
}
SEARCH_STATES: Mapping[str, tuple[str, str]] = {
    SearchState.RUNNING: (gettext_noop("Under way"), "info"),
    SearchState.DONE: (gettext_noop("Done"), "good"),
    SearchState.STOPPED: (gettext_noop("Stopped"), "stop"),
}
TEXT_STATES: Mapping[str, tuple[str, str]] = {
    TextFindState.FOUND: (gettext_noop("Nobody has looked yet"), "wait"),
    TextFindState.NOTED: (gettext_noop("It matters"), "risk"),
    TextFindState.DISMISSED: (gettext_noop("It does not matter"), "calm"),
}
WAYS: Mapping[str, str] = {
    ConsentWay.IN_PERSON: gettext_noop("in person"),
    ConsentWay.PHONE: gettext_noop("by telephone"),
    ConsentWay.MESSAGE: gettext_noop("by message over the safe channel"),
    ConsentWay.PAPER: gettext_noop("on paper"),
    ConsentWay.AGENCY: gettext_noop("decided by the agency"),
}
# Why a term is not typed into a provider. No word of the term stands in it.
WHY: Mapping[str, str] = {
    SearchWhy.WITHDRAWN: gettext_noop("Consent for this provider was taken back."),
    SearchWhy.PAUSED: gettext_noop("The term or the provider is paused."),
    SearchWhy.NO_CONSENT: gettext_noop("The person has not agreed that we look for copies."),
    SearchWhy.CASE_OVER: gettext_noop("The case was withdrawn or shredded."),
    SearchWhy.PROTECTED: gettext_noop(
        "It names, or may name, somebody of a protected age. Such words never leave the portal: they are only looked for in what "
        "it reads anyway."
    ),
    SearchWhy.COUNTRY: gettext_noop("The person has excluded the country of this provider."),
    SearchWhy.CHANGED: gettext_noop(
        "This provider's address or country is no longer what the person was told. Tell her, take the consent back and note it "
        "again."
    ),
    SearchWhy.LIMIT: gettext_noop("Your agency's limit of questions in a day was reached. It goes on by itself."),
    SearchWhy.ERASED: gettext_noop("The words of this term were erased."),
    SearchWhy.NOT_READY: gettext_noop("It is not known yet how this provider is asked. It is tried again in a minute."),
}
RULES: Mapping[str, str] = {
    "written": gettext_noop("as it was written"),
    "spacing": gettext_noop("other spaces"),
    "name": gettext_noop("another order or alphabet"),
    "short": gettext_noop("short form"),
    "tag": gettext_noop("as a hashtag"),
    "handle": gettext_noop("as an account"),
    "number": gettext_noop("another way of writing the number"),
    "latin": gettext_noop("in Latin letters"),
    "script": gettext_noop("in other characters"),
    "typed": gettext_noop("typed on the wrong keyboard"),
    "misspelt": gettext_noop("misspelt"),
    "leet": gettext_noop("digits for letters"),
    "alike": gettext_noop("letters that look alike"),
    "letters": gettext_noop("taken apart into letters"),
    "initials": gettext_noop("initial consonants only"),
}
