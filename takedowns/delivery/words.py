"""Words for deliveries; a page shows `gettext(word)`, the second value is the colour of its tag."""

from collections.abc import Mapping

from takedowns.delivery.states import Channel, DeliveryState


def gettext_noop(message: str) -> str:
    """Marks a sentence for extraction."""
    return message


HELD = "fingerprint_held"
RELEASED = gettext_noop(
    "The fingerprint behind it was held back. It is released now, but nothing is sent by itself: read the notice, then send "
    "it again."
)
STATES: Mapping[str, tuple[str, str]] = {
    DeliveryState.QUEUED: (gettext_noop("About to be sent"), "info"),
    DeliveryState.BY_HAND: (gettext_noop("To be filed by a person"), "wait"),
    DeliveryState.SENDING: (gettext_noop("Being sent"), "info"),
    DeliveryState.SENT: (gettext_noop("Sent"), "good"),
    DeliveryState.BLOCKED: (gettext_noop("Held back"), "stop"),
    DeliveryState.FAILED: (gettext_noop("Could not be sent"), "stop"),
    DeliveryState.UNKNOWN: (gettext_noop("Arrival not known"), "stop"),
}
ADVICE: Mapping[str, str] = {
    DeliveryState.BY_HAND: gettext_noop(
        "The recipient takes no mail. Open “Web forms and letter” on the page of the notice, fill in the form, and note what came back."
    ),
    DeliveryState.BLOCKED: gettext_noop("Nothing was sent. Settle the reason first, then send it again."),
    DeliveryState.FAILED: gettext_noop(
        "The mail server refused it; nothing arrived. Check the recipient's address, then send it again."
    ),
    DeliveryState.UNKNOWN: gettext_noop(
        "The connection broke while the message was handed over. It may have arrived. Ask the recipient or look into the "
        "mail server's log before you decide: a second notice can do harm."
    ),
}
BLOCKED_BY: Mapping[str, str] = {
    "training": gettext_noop("This agency is for training: nothing ever leaves it."),
    "golden": gettext_noop("It is a package with a known answer. Such a one is never sent."),
    "quiet_mode": gettext_noop("The case is in quiet mode: nothing is sent until the person says so."),
    "case_shredded": gettext_noop("The case was shredded: its notices cannot be opened any more."),
    "case_withdrawn": gettext_noop("The case was withdrawn."),
    "country_excluded": gettext_noop("The person excluded the country of this host."),
    "recipient_excluded": gettext_noop("The person excluded this recipient."),
    "recipient_unverified": gettext_noop(
        "The platform's staff took back their word on this recipient. Nothing is sent before they have checked it again."
    ),
    "needs_relay": gettext_noop(
        "This recipient must not learn your agency's name by now. Withdraw the notice; a new one goes through your relay "
        "partner."
    ),
    "relay_changed": gettext_noop(
        "Your agency's relay partner changed after the approval, so this notice would go to the former one."
    ),
    "police_excluded": gettext_noop(
        "The person wants nothing to reach the police, and this recipient passes reports on."
    ),
    "no_consent": gettext_noop("The person does not agree, or no longer agrees, to notices."),
    "case_gone": gettext_noop("The case is gone."),
    "no_mandate": gettext_noop("No mandate is in force, so the agency may not act for the person."),
    HELD: gettext_noop("The fingerprint behind it is held back until two people have looked at it."),
    "not_signed": gettext_noop("The mail could not be signed. A manager enters the signing key in the settings again."),
    "no_approval": gettext_noop("Nobody's approval counts any more for exactly this message."),
    "no_second_approval": gettext_noop("A second person's approval is missing for exactly this message."),
    "approver_kept_out": gettext_noop("Somebody who approved it must not see this case any more."),
    "approver_suspended": gettext_noop("Somebody who approved it is suspended."),
    "changed_after_approval": gettext_noop("The message is not the one that was approved."),
}
CHANNELS: Mapping[str, str] = {
    Channel.MAIL: gettext_noop("By mail"),
    Channel.FORM: gettext_noop("Web form of the site"),
    Channel.GOOGLE: gettext_noop("Form of Google"),
    Channel.BING: gettext_noop("Form of Bing"),
    Channel.LETTER: gettext_noop("Letter by post"),
}
