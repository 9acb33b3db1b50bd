"""Names, hints and choices of the settings as people read them."""

from collections.abc import Mapping


def gettext_noop(message: str) -> str:
    """Marks a sentence for extraction."""
    return message


SECTIONS: Mapping[str, str] = {
    "office": gettext_noop("The agency and whom people can call"),
    "languages": gettext_noop("Languages"),
    "contact": gettext_noop("Safe contact"),
    "matching": gettext_noop("Protected age and how near a copy must be"),
    "guards": gettext_noop("Guards around fingerprints"),
    "searching": gettext_noop("Searching for words"),
    "decisions": gettext_noop("Decisions"),
    "care": gettext_noop("Care for the people at the desk, and for what they decide"),
    "partners": gettext_noop("Partners"),
    "keeping": gettext_noop("What is kept"),
    "rhythm": gettext_noop("How often the portal looks"),
    "signing": gettext_noop("How notices are signed"),
}
PARTNERSHIPS = gettext_noop("The agencies that yours works with")
LABELS: Mapping[str, str] = {
    "name": gettext_noop("Name of the agency"),
    "contact_email": gettext_noop("Address where the agency is reached"),
    "reply_address": gettext_noop("Address that notices are sent from and answered to"),
    "emergency_line": gettext_noop("Number for people who need help now"),
    "lines": gettext_noop("Further lines to call"),
    "time_zone": gettext_noop("Time zone"),
    "languages": gettext_noop("Languages of the pages"),
    "notice_languages": gettext_noop("Languages that every notice carries"),
    "contact_from": gettext_noop("People are contacted from"),
    "contact_until": gettext_noop("and until"),
    "contact_rules": gettext_noop("How people are contacted safely"),
    "protected_age": gettext_noop("Protected age"),
    "pdq_radius": gettext_noop("Bits that may differ at most"),
    "pdq_quality": gettext_noop("Quality a fingerprint needs"),
    "certain_distance": gettext_noop("Certain: bits that may differ at most"),
    "certain_quality": gettext_noop("Certain: quality a fingerprint needs"),
    "certain_frames": gettext_noop("Certain: frames in the same order"),
    "freeze_hosts": gettext_noop("Freeze a fingerprint that matches on more sites an hour than"),
    "freeze_pages": gettext_noop("or on more pages an hour than"),
    "seen_days": gettext_noop("Days that hashes seen on sources of the abuse list are kept"),
    "gap_minutes": gettext_noop("Minutes without a look at a source until a mail says so"),
    "searches_day": gettext_noop("Questions to search providers in a day at the most"),
    "searches_provider": gettext_noop("of them to one provider"),
    "watch_words": gettext_noop("Words beside which a name may mean abuse"),
    "certain_patches": gettext_noop("Certain: parts of a picture that agree"),
    "patch_search": gettext_noop("Find cropped and edited copies too, for adults who agree to it"),
    "patch_minimum": gettext_noop("Parts of a picture that must agree at least"),
    "frame_minimum": gettext_noop("Moments of a clip that must agree in order at least"),
    "sound_minimum": gettext_noop("Seconds of sound that must agree at least"),
    "two_person": gettext_noop("Second person for an approval"),
    "supervised_days": gettext_noop("Supervised days after the opening, and after a person's first role"),
    "notice_addresses": gettext_noop("Addresses in one notice at the most"),
    "review_lease_seconds": gettext_noop("A package is held for one officer"),
    "picture_minutes_day": gettext_noop("Minutes a day that one officer works with pictures at the most"),
    "picture_minutes_row": gettext_noop("of them without a break"),
    "golden_every": gettext_noop("One package with a known answer among how many"),
    "sample_percent": gettext_noop("Decisions in a hundred that a colleague reads again"),
    "send_window_seconds": gettext_noop("A decision can be undone, and nothing is sent before"),
    "review_hours": gettext_noop("Hours in which a package is to be decided"),
    "review_first_hours": gettext_noop("The same where a minor may be shown or a copy came back"),
    "glass_seconds": gettext_noop("A manager sees a restricted case after breaking the glass"),
    "open_to_partners": gettext_noop("Other agencies may propose to work together"),
    "partner_answer_hours": gettext_noop("Hours in which a partner answers when asked for a second approval"),
    "retention_days": gettext_noop("Days that casework is kept after closing"),
    "casework_reminder_seconds": gettext_noop("That is announced on the case before by"),
    "watch_reminder_seconds": gettext_noop("A reminder that fingerprints are still watched, every"),
    "leaving_grace_seconds": gettext_noop("Between the second word on leaving the portal and the shredding"),
    "screenshots": gettext_noop("Captures of pages"),
    "recheck_seconds": gettext_noop("Looks after a notice went out"),
    "removal_confirm_seconds": gettext_noop("Between the two looks that prove a removal"),
    "crawl_min_seconds": gettext_noop("Shortest time between two visits to a site"),
    "crawl_pages_day": gettext_noop("Pages that are read in a day at the most"),
    "crawl_megabytes_day": gettext_noop("Megabytes that are fetched in a day at the most"),
    "crawl_seconds_day": gettext_noop("Seconds of work on sites in a day at the most"),
    "duty_titles": gettext_noop("Titles"),
    "logo": gettext_noop("Logo"),
}
# As the languages call themselves, so never translated.
LANGUAGE_NAMES: Mapping[str, str] = {
    "bg": "Български", "de": "Deutsch", "en": "English", "fr": "Français", "ja": "日本語", "ko": "한국어",
    "nl": "Nederlands", "ro": "Română", "ru": "Русский", "vi": "Tiếng Việt", "zh-Hans": "简体中文", "zh-Hant": "繁體中文",
}  # fmt: skip
SPAN = gettext_noop("A number with s, m, h or d: 10m is ten minutes, 6h six hours, 1d a day.")
HINTS: Mapping[str, str] = {
    "emergency_line": gettext_noop("Shown first on the report form."),
    "lines": gettext_noop("One line each: label, colon, number. For example: Night line: 02-555-0100"),
    "time_zone": gettext_noop("A continent and a city, such as Asia/Seoul. Times on the pages are shown in it."),
    "languages": gettext_noop("What people see who have not chosen one: the first of the list that is ticked."),
    "notice_languages": gettext_noop("The language of the host's country always comes first."),
    "contact_rules": gettext_noop("Your workers read this beside each case. Write no names and nothing about a case."),
    "protected_age": gettext_noop("In years. It can be raised above the law's age, never lowered below it."),
    "pdq_radius": gettext_noop("Of the 256 of a fingerprint. Fewer is stricter; 31 is the most."),
    "pdq_quality": gettext_noop("0 to 100. Below it only identical files match; 50 is the least."),
    "certain_distance": gettext_noop(
        "Of 256. Fewer is stricter; 10 is the most. What falls short of it is “likely”, and a person looks first."
    ),
    "certain_quality": gettext_noop("0 to 100; 80 is the least."),
    "certain_frames": gettext_noop("5 is the least."),
    "freeze_hosts": gettext_noop("1 to 5. Two people read it then; its notices wait."),
    "freeze_pages": gettext_noop("1 to 20."),
    "seen_days": gettext_noop("0 to 30. 0 switches it off and erases at once."),
    "gap_minutes": gettext_noop(
        "0 to 10,080. Counted from the last look, and only once a source is late by two of its rounds. The mail goes to managers "
        "and removal officers, names no site, and comes once. 0 sends none; the page “Watching now” says it anyway."
    ),
    "searches_day": gettext_noop("Each way of writing a term counts. 0 stops all searches."),
    "searches_provider": gettext_noop("Each way of writing a term counts."),
    "watch_words": gettext_noop(
        "One a line, in any language. A name alone says little: it is shown to you where one of these words, one of the "
        "portal's own or another term of the case stands near it. Write no names."
    ),
    "certain_patches": gettext_noop("3 is the least."),
    "patch_search": gettext_noop(
        "The portal then stores more about a picture: codes of its parts, and of a clip's sound. Each person is asked by "
        "itself, and it is never done for protected age."
    ),
    "patch_minimum": gettext_noop(
        "Counts only where cropped copies are searched for. 2 is the least; more is stricter."
    ),
    "frame_minimum": gettext_noop("2 is the least; more is stricter."),
    "sound_minimum": gettext_noop(
        "Counts only where cropped copies are searched for. 3 is the least; more is stricter."
    ),
    "supervised_days": gettext_noop("In these days a second person looks at each decision. 0 for none."),
    "notice_addresses": gettext_noop("1 to 250. A find that no longer fits opens another notice."),
    "review_lease_seconds": SPAN,
    "picture_minutes_day": gettext_noop("0 to 240. At 0 no picture is ever shown; none is needed for a decision."),
    "picture_minutes_row": gettext_noop("5 to 60. Then the portal asks for a break of ten minutes."),
    "golden_every": gettext_noop("5 to 50. Such a package is never sent, and says what it was once it is decided."),
    "sample_percent": gettext_noop("0 to 100. The colleague does not see the first answer, and nothing waits for it."),
    "send_window_seconds": SPAN,
    "review_hours": gettext_noop("1 to 168, counted from the find. The desk shows what is late."),
    "review_first_hours": gettext_noop("1 to 72."),
    "glass_seconds": SPAN,
    "open_to_partners": gettext_noop("They must know your agency's short name. Nothing is shared before you accept."),
    "partner_answer_hours": gettext_noop("1 to 336. Then the question ends, and you may ask somebody else."),
    "retention_days": gettext_noop("30 to 365. Fingerprints live longer: until the person withdraws them."),
    "casework_reminder_seconds": SPAN,
    "watch_reminder_seconds": SPAN,
    "leaving_grace_seconds": SPAN,
    "screenshots": gettext_noop(
        "Pictures and films are never drawn in a capture, and cases of protected age have none. Running a page's scripts shows "
        "pages that are empty without them; the site sees a visitor with a browser."
    ),
    "recheck_seconds": gettext_noop(
        "Times after sending, such as 1h 6h 1d 2d 7d. The first is at least an hour after it."
    ),
    "removal_confirm_seconds": SPAN,
    "crawl_min_seconds": SPAN,
    "crawl_pages_day": gettext_noop("Beyond it only what is urgent goes on, and a little of the rest."),
    "crawl_megabytes_day": gettext_noop("Beyond it only what is urgent goes on, and a little of the rest."),
    "crawl_seconds_day": gettext_noop("Of all workers together; 172800 are two of them round the clock."),
}
CHOICES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "two_person": (
        ("all", gettext_noop("for every notice")),
        ("protected", gettext_noop("where a person of protected age may be shown")),
        ("off", gettext_noop("for none")),
    ),
    "screenshots": (
        ("adults", gettext_noop("only in cases of adults")),
        ("scripted", gettext_noop("only in cases of adults, after the page's own scripts have run")),
        ("none", gettext_noop("never")),
    ),
}
ROLES: Mapping[str, str] = {
    "removal_officer": gettext_noop("Removal officer"),
    "approver": gettext_noop("Approver"),
}
PARTS: Mapping[str, str] = {
    "mail": gettext_noop("Mail server and signature"),
    "hosts": gettext_noop("Own host name"),
}
MAIL_TEST: Mapping[str, tuple[str, str]] = {
    "untried": (gettext_noop("not tried since the last change"), "wait"),
    "waiting": (gettext_noop("the test mail is on its way"), "info"),
    "sent": (gettext_noop("the server took the test mail"), "good"),
    "failed": (gettext_noop("the test mail could not be sent"), "stop"),
}
MAIL_REASONS: Mapping[str, str] = {
    "connect": gettext_noop("The server could not be reached. Check its name and port."),
    "address": gettext_noop(
        "This server's address is not allowed: it lies in a private network. Ask the people who run the portal."
    ),
    "tls": gettext_noop(
        "The connection could not be protected. Check the kind of protection and the server's certificate."
    ),
    "login": gettext_noop("The server refused the user name or the password."),
    "sender": gettext_noop("The server does not let you send from the reply address."),
    "recipient": gettext_noop("The server refused your own address as recipient."),
    "data": gettext_noop("The server refused the message itself."),
    "unknown": gettext_noop("The connection broke while sending. Look whether the mail arrived."),
    "key": gettext_noop("The message could not be signed. Enter the signing key again."),
}
HOSTS: Mapping[str, tuple[str, str]] = {
    "waiting": (gettext_noop("waits for its proof"), "wait"),
    "confirmed": (gettext_noop("leads here"), "good"),
}
