"""The sentences of notices, in English: msgids of the gettext domain `notices`, grouped by what they depend on.

Every sentence is a reviewed text; only named placeholders vary. Nothing here is ever machine-translated. A changed
sentence is a new msgid: each catalogue in portal/locale/*/LC_MESSAGES/notices.po must follow, and a test says which.
"""

from collections.abc import Mapping

from takedowns.notices.bases import Capacity, Element, Kind
from takedowns.notices.facts import Band, Identified, Looked, NonConsent


def sentence(message: str) -> str:
    """Marks a msgid of the domain `notices`; a test compares all marked sentences with each catalogue."""
    return message


SUBJECT = sentence("Request for removal")
TITLE = sentence("Notice of illegal content and request for removal")
HEADINGS: Mapping[str, str] = {
    "ask": sentence("What we ask you to do"),
    "places": sentence("Where the material is"),
    "material": sentence("What the material is"),
    "legal": sentence("Legal basis"),
    "statements": sentence("Statements"),
    "identified": sentence("How the material was identified"),
    "deadline": sentence("Time limit"),
    "copies": sentence("Identical copies"),
    "preservation": sentence("Preservation of data"),
    "confidentiality": sentence("Confidentiality"),
    "contest": sentence("If you think this notice is wrong"),
    "sender": sentence("Sender and contact"),
}
LABELS: Mapping[str, str] = {
    "url": sentence("Address"),
    "locator": sentence("Place on the page"),
    "host": sentence("Service"),
    "found": sentence("Found"),
    "reference": sentence("Reference"),
    "agency": sentence("Agency"),
    "officer": sentence("Officer"),
    "email": sentence("E-mail"),
    "postal": sentence("Postal address"),
    "signature": sentence("Electronic signature"),
}
OPENING = (
    sentence("To the department that handles abuse reports and legal notices for %(host)s"),
    sentence("%(agency)s supports people whose intimate images are published without their consent."),
)
CAPACITIES: Mapping[Capacity, str] = {
    Capacity.SUBJECT: sentence("The person shown in the material makes this notice; %(agency)s transmits it."),
    Capacity.REPRESENTATIVE: sentence(
        "We act for the person shown in the material under a mandate that we hold on record (reference %(mandate)s)."
    ),
    Capacity.DESIGNATED_BODY: sentence(
        "We act as a body that is designated by law to request the removal of such material."
    ),
    Capacity.RELAY: sentence("We pass on this notice for another support organisation."),
}
UNNAMED = sentence("The person shown is not named in this notice. Please address every question to us.")
VERSIONS = sentence("This notice is written in the following languages: %(languages)s.")
ASK = sentence(
    "Please remove the material at the addresses given here, or disable access to it, and confirm this in a reply."
)
MATERIAL: Mapping[Kind, tuple[str, ...]] = {
    Kind.ADULT: (
        sentence(
            "The material is an intimate picture or video of a person, real or digitally altered, "
            "that is published without that person's consent."
        ),
    ),
    Kind.PROTECTED: (
        sentence(
            "The material shows sexual abuse or sexual exploitation of a person who is a minor "
            "or must be treated as a minor."
        ),
        sentence(
            "Please do not copy this material or pass it on, except where the law obliges you to secure it "
            "or to report it to the competent authority."
        ),
    ),
}
NO_PICTURE = sentence("This notice contains no picture of the material, and we do not send any.")
EU_NOTICE = sentence("This is a notice under Article 16 of Regulation (EU) 2022/2065 (Digital Services Act).")
EU_DUTIES = (
    sentence(
        "In our view this notice enables a diligent provider to establish the illegality without a detailed legal "
        "examination; it therefore gives rise to actual knowledge or awareness for the purposes of Article 6 "
        "(Article 16(3))."
    ),
    sentence(
        "Please confirm receipt without undue delay, tell us your decision and the possibilities for redress without "
        "undue delay, and handle this notice in a timely, diligent, non-arbitrary and objective manner "
        "(Article 16(4) to (6))."
    ),
)
US_DUTIES = (
    sentence("This is a request for removal under 47 U.S.C. 223a (TAKE IT DOWN Act, Public Law 119-12, section 3)."),
    sentence(
        "A covered platform must remove the intimate visual depiction as soon as possible and not later than 48 hours "
        "after receiving a valid request, and must make reasonable efforts to identify and remove any known identical "
        "copies."
    ),
)
KR_NOTICE = sentence(
    "This is a report and a request for deletion under Article 22-5(1) of the Telecommunications Business Act of the "
    "Republic of Korea and Article 30-5(2) of its Enforcement Decree."
)
KR_DUTIES = (
    sentence(
        "The operator must without delay take the measures that are needed to prevent circulation, such as deleting "
        "the material or blocking access to it."
    ),
    sentence("If an item of the prescribed form is missing, please ask us to complete it."),
)
LEGAL: Mapping[str, Mapping[Kind, tuple[str, ...]]] = {
    "eu-dsa-16": {
        Kind.ADULT: (
            EU_NOTICE,
            sentence(
                "The material is illegal content: publishing it without consent infringes the rights of the person "
                "shown to respect for private life and to the protection of personal data, and Article 5 of Directive "
                "(EU) 2024/1385 requires the Member States to make the non-consensual sharing of intimate or "
                "manipulated material a criminal offence."
            ),
            *EU_DUTIES,
        ),
        Kind.PROTECTED: (
            EU_NOTICE,
            sentence(
                "The material is illegal content: we consider it to involve one of the offences referred to in "
                "Articles 3 to 7 of Directive 2011/93/EU."
            ),
            *EU_DUTIES,
        ),
    },
    "us-47usc223a": {
        Kind.ADULT: US_DUTIES,
        Kind.PROTECTED: (
            *US_DUTIES,
            sentence(
                "If you are a provider within the meaning of 18 U.S.C. 2258A, please also fulfil your duty to report "
                "to the CyberTipline of NCMEC."
            ),
        ),
    },
    "kr-tba-22-5": {
        Kind.ADULT: (
            KR_NOTICE,
            sentence(
                "The material falls under Article 14 or Article 14-2 of the Act on Special Cases concerning the "
                "Punishment of Sexual Crimes of the Republic of Korea (images filmed or distributed against the "
                "person's will, or falsified images)."
            ),
            *KR_DUTIES,
        ),
        Kind.PROTECTED: (
            KR_NOTICE,
            sentence(
                "The material is child or youth sexual exploitation material within the meaning of Article 2, "
                "subparagraph 5, of the Act on the Protection of Children and Youth against Sex Offenses of the "
                "Republic of Korea."
            ),
            *KR_DUTIES,
        ),
    },
}
WITH_GROUNDS = frozenset({"eu-dsa-16", "kr-tba-22-5"})  # whose second sentence says why the material is illegal
STATEMENTS: Mapping[Element, str] = {
    Element.ACCURACY: sentence(
        "We confirm our bona fide belief that the information and allegations in this notice are accurate and complete."
    ),
}
NON_CONSENT: Mapping[NonConsent, tuple[str, ...]] = {
    NonConsent.UNKNOWN: (),
    NonConsent.PERSON: (
        sentence(
            "We have a good faith belief, based on the statement of the person shown, that the publication is not "
            "consensual."
        ),
    ),
    NonConsent.REPRESENTATIVE: (
        sentence(
            "We have a good faith belief, based on the statement of the legal representative of the person shown, "
            "that the publication is not consensual."
        ),
    ),
}
IDENTIFIED: Mapping[Identified, str] = {
    Identified.EXACT: sentence(
        "A program identified the material: the cryptographic digest of the file is equal to a digest that is "
        "registered with us."
    ),
    Identified.NEAR: sentence(
        "A program identified the material: its perceptual fingerprint closely agrees with a fingerprint that is "
        "registered with us (degree of certainty: %(band)s)."
    ),
    Identified.DETAILS: sentence(
        "A program identified the material: several details of the picture agree with details of a picture that is "
        "registered with us (degree of certainty: %(band)s)."
    ),
    Identified.FRAMES: sentence(
        "A program identified the material: its frames agree, in their order, with frames of a clip that is registered "
        "with us (degree of certainty: %(band)s)."
    ),
    Identified.SOUND: sentence(
        "A program identified the material: its sound agrees with the sound of a clip that is registered with us "
        "(degree of certainty: %(band)s)."
    ),
    Identified.REPORTED: sentence("The addresses were reported to us; they were not found by automatic comparison."),
}
BANDS: Mapping[Band, str] = {
    Band.CERTAIN: sentence("certain"),
    Band.LIKELY: sentence("likely"),
    Band.POSSIBLE: sentence("possible"),
}
LOOKED: Mapping[Looked, str] = {
    Looked.NOBODY: sentence("So far nobody has looked at the material to check this identification."),
    Looked.PAGE: sentence(
        "An officer checked the address and the record of the page; nobody opened the picture or video."
    ),
    Looked.OFFICER: sentence("An officer looked at the material and confirmed this identification."),
    Looked.PERSON: sentence("The person shown, or their legal representative, confirmed this identification."),
}
BY_LAW = sentence(
    "The law sets a limit of %(hours)s hours after you receive this request. Please act within this time."
)
PHRASES: Mapping[str, str] = {
    "timely": sentence(
        "The law sets no number of hours; it requires timely and diligent action. We ask you to act within %(hours)s "
        "hours after you receive this notice."
    ),
    "without_delay": sentence(
        "The law requires action without delay. We ask you to act within %(hours)s hours after you receive this notice."
    ),
}
COPIES = sentence(
    "Please also remove every identical or substantially identical copy on your service that you know of or can find "
    "with reasonable efforts, and prevent it from being uploaded again where your systems allow this."
)
PRESERVATION: Mapping[Kind, str] = {
    Kind.ADULT: sentence(
        "Please preserve the data on the account, the upload and the accesses for the competent authorities, as far "
        "as the law that applies to you allows."
    ),
    Kind.PROTECTED: sentence(
        "Please preserve the material and the data on the account, the upload and the accesses only in the way and "
        "for the time that the law prescribes for such material."
    ),
}
CONFIDENTIALITY = sentence(
    "Please do not disclose to the person who uploaded the material who sent this notice, unless the law obliges you "
    "to, and do not publish this notice in a database."
)
CONTEST = sentence(
    "You, or the person who published the material, can contest this notice: write to %(contest)s and give the "
    "reference %(reference)s. We answer within %(days)s working days. If the notice is wrong, we withdraw it and send "
    "you a correction."
)
DUTY = sentence(
    "To protect our staff, the officer signs with role and number; the agency holds the officer's identity on record."
)
