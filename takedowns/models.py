"""Gathers the models of this app's features for Django."""

from takedowns.delivery.models import Delivery
from takedowns.evidence.models import (
    CustodyEvent,
    EvidenceItem,
    EvidencePackage,
    EvidenceStamp,
    SealedArchive,
    SigningKey,
    StampAuthority,
)
from takedowns.followup.models import Check
from takedowns.golden.models import Golden
from takedowns.notices.models import (
    AddressClaim,
    BasisConfirmation,
    BlockReview,
    BlockVariant,
    Notice,
    NoticePart,
    NoticeTarget,
)
from takedowns.quality.models import Sample
from takedowns.recipients.models import ContactDoubt, Provider, ProviderHost, Recipient, Relay
from takedowns.review.models import (
    AskedSecond,
    DeskChoice,
    DeskView,
    Draft,
    Passed,
    Question,
    ReviewItem,
    SecondAsk,
    Voice,
)
from takedowns.wellbeing.models import PictureLook, RestDay

__all__ = [
    "AddressClaim",
    "AskedSecond",
    "BasisConfirmation",
    "BlockReview",
    "BlockVariant",
    "Check",
    "ContactDoubt",
    "CustodyEvent",
    "Delivery",
    "DeskChoice",
    "DeskView",
    "Draft",
    "EvidenceItem",
    "EvidencePackage",
    "EvidenceStamp",
    "Golden",
    "Notice",
    "NoticePart",
    "NoticeTarget",
    "Passed",
    "PictureLook",
    "Provider",
    "ProviderHost",
    "Question",
    "Recipient",
    "Relay",
    "RestDay",
    "ReviewItem",
    "Sample",
    "SealedArchive",
    "SecondAsk",
    "SigningKey",
    "StampAuthority",
    "Voice",
]
