"""Legal sentences that several bases share, as msgids of the domain `notices` (see wording.py).

Citations stand as the table of bases has them: in the law's own language where the notice is written in it, else in English.
"""

from collections.abc import Mapping

from takedowns.notices.bases import Element
from takedowns.notices.wording import sentence

NOTICE_UNDER = sentence("This is a notice and a request for removal under %(citation)s.")
REPORT_UNDER = sentence("This is a report under %(citation)s.")
SERVICE_UNDER = sentence("A request to the service itself rests on %(citation)s. We ask you to help with it.")
ALSO_UNDER = sentence("In addition, this notice rests on %(citation)s.")
OFFENCE = sentence("In our view, publishing the material falls under %(offence)s.")
SHORTEST = sentence("Several provisions set a time limit; the shortest one applies to this notice.")
BY_CODE = sentence(
    "The code of conduct for providers sets a limit of %(hours)s hours after you receive this notice. Please act "
    "within this time."
)
ASKED = sentence("We ask you to act within %(hours)s hours after you receive this notice.")
EXPEDITIOUSLY = sentence(
    "The law requires expeditious action. We ask you to act within %(hours)s hours after you receive this notice."
)
DILIGENTLY = sentence(
    "The law sets no number of hours; it requires diligent action. We ask you to act within %(hours)s hours after you "
    "receive this notice."
)
AFTER_ENQUIRY = sentence(
    "The law sets a period in which you may ask the person who published the material. We ask you to act within "
    "%(hours)s hours after you receive this notice, or as soon as this period has ended."
)
SHORT_PERIOD = sentence(
    "If you must ask the person who published the material before you remove it, please use the shortened period for "
    "intimate images."
)
ANSWER = sentence(
    "Please tell us within the period set by law whether you remove the material and, if not, for which reason."
)
TEMPORARY = sentence(
    "Please delete the material or block access to it as a temporary measure, and tell us at once which of the two "
    "you did."
)
REFERRAL = sentence(
    "If we receive no answer within this time, the matter can be referred to the authority that is responsible."
)
NOT_CONTACTED = sentence(
    "We have not contacted the person who published the material, because this could endanger the person shown."
)
OWN_WORK = sentence(
    "The person for whom we act holds the copyright in the work named here and has not allowed its publication."
)
DECLARATIONS: Mapping[Element, str] = {
    Element.INTIMATE: sentence(
        "We declare that the material is an intimate image of the person shown and that this notice is made by that "
        "person or on that person's behalf."
    ),
    Element.TRUTH: sentence(
        "We declare in good faith that this notice is true to the best of our knowledge and belief."
    ),
    Element.LEGITIMACY: sentence(
        "We have verified that this request comes from the person shown or from somebody who may act for that person."
    ),
    Element.UNAUTHORISED: sentence(
        "We have a good faith belief that the use of the work is not authorised by the owner of the right, an agent of "
        "the owner, or the law."
    ),
    Element.PERJURY: sentence(
        "We declare under penalty of perjury that we may act for the owner of the exclusive right that is infringed."
    ),
}
RELIED_ON_RECORD = sentence(
    "We have a good faith belief, based on our record of this case (reference %(record)s), that the publication is not "
    "consensual."
)
RELIED_ON_ORGANISATION = sentence(
    "We have a good faith belief, based on the statement of the support organisation that acts for the person shown, "
    "that the publication is not consensual."
)
SOFTWARE = sentence("Software prepared this notice; an officer read it and approved it.")
VALUES: Mapping[Element, str] = {
    Element.PERSONAL_KNOWLEDGE: sentence("Known at first hand"),
    Element.LEGITIMACY: sentence("Proof of the right to file"),
    Element.COPYRIGHT_WORK: sentence("Protected work"),
    Element.DEPICTED_NAME: sentence("Name of the person shown"),
}
