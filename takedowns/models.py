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
from takedowns.notices.models import AddressClaim, BasisConfirmation, Notice, NoticePart
from takedowns.recipients.models import Provider, ProviderHost
from takedowns.review.models import (
    AskedSecond,
    DeskChoice,
    DeskView,
    Draft,
    Question,
    ReviewItem,
    SecondAsk,
    Voice,
)

__all__ = [
    "AddressClaim",
    "AskedSecond",
    "BasisConfirmation",
    "Check",
    "CustodyEvent",
    "Delivery",
    "DeskChoice",
    "DeskView",
    "Draft",
    "EvidenceItem",
    "EvidencePackage",
    "EvidenceStamp",
    "Notice",
    "NoticePart",
    "Provider",
    "ProviderHost",
    "Question",
    "ReviewItem",
    "SealedArchive",
    "SecondAsk",
    "SigningKey",
    "StampAuthority",
    "Voice",
]
