"""Gathers the models of this app's features for Django."""

from agencies.access.models import IdempotencyRecord, ObjectExclusion, ObjectGlass, ObjectGrant, Partnership, ServiceKey
from agencies.audit.models import AuditLine, AuditSeal, PlatformLine
from agencies.events.models import Event, Heartbeat, Job
from agencies.keys.models import AgencyKey, CaseKey, PlatformKey, Shredding
from agencies.onboarding.models import (
    AgencyTerm,
    Agreement,
    Application,
    ApplicationCheck,
    ApplicationFile,
    ApplicationMessage,
    PlatformMail,
    Suspension,
)
from agencies.people.models import Membership, User
from agencies.tenancy.models import Agency, AgencySettings

__all__ = [
    "Agency",
    "AgencyKey",
    "AgencySettings",
    "AgencyTerm",
    "Agreement",
    "Application",
    "ApplicationCheck",
    "ApplicationFile",
    "ApplicationMessage",
    "AuditLine",
    "AuditSeal",
    "CaseKey",
    "Event",
    "Heartbeat",
    "IdempotencyRecord",
    "Job",
    "Membership",
    "ObjectExclusion",
    "ObjectGlass",
    "ObjectGrant",
    "Partnership",
    "PlatformKey",
    "PlatformLine",
    "PlatformMail",
    "ServiceKey",
    "Shredding",
    "Suspension",
    "User",
]
