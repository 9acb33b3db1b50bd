"""Gathers the models of this app's features for Django."""

from agencies.access.models import IdempotencyRecord, ObjectExclusion, ObjectGlass, ObjectGrant, Partnership, ServiceKey
from agencies.audit.models import AuditLine, AuditSeal, PlatformLine
from agencies.events.models import Event, Heartbeat, Job
from agencies.help.models import Announcement, AnnouncementSeen, Ticket, TicketEntry
from agencies.keys.models import AgencyKey, CaseKey, PlatformKey, Shredding
from agencies.leaving.models import CaseKeeping, Departure, Export
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
from agencies.people.models import Invitation, Membership, SignInProvider, User
from agencies.tenancy.models import Agency, AgencySettings
from agencies.workspace.models import Dismissal, HostName, Logo, MailSender, SettingsVersion

__all__ = [
    "Agency",
    "AgencyKey",
    "AgencySettings",
    "AgencyTerm",
    "Agreement",
    "Announcement",
    "AnnouncementSeen",
    "Application",
    "ApplicationCheck",
    "ApplicationFile",
    "ApplicationMessage",
    "AuditLine",
    "AuditSeal",
    "CaseKeeping",
    "CaseKey",
    "Departure",
    "Dismissal",
    "Event",
    "Export",
    "Heartbeat",
    "HostName",
    "IdempotencyRecord",
    "Invitation",
    "Job",
    "Logo",
    "MailSender",
    "Membership",
    "ObjectExclusion",
    "ObjectGlass",
    "ObjectGrant",
    "Partnership",
    "PlatformKey",
    "PlatformLine",
    "PlatformMail",
    "ServiceKey",
    "SettingsVersion",
    "Shredding",
    "SignInProvider",
    "Suspension",
    "Ticket",
    "TicketEntry",
    "User",
]
