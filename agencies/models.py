"""Gathers the models of this app's features for Django."""

from agencies.access.models import IdempotencyRecord, ObjectExclusion, ObjectGlass, ObjectGrant, Partnership, ServiceKey
from agencies.audit.models import (
    AuditAnchor,
    AuditLine,
    AuditSeal,
    AuditSource,
    PlatformAnchor,
    PlatformLine,
    PlatformSeal,
    PlatformSource,
)
from agencies.events.models import Event, Heartbeat, Job
from agencies.exports.models import ExportReason
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
    "AuditAnchor",
    "AuditLine",
    "AuditSeal",
    "AuditSource",
    "CaseKeeping",
    "CaseKey",
    "Departure",
    "Dismissal",
    "Event",
    "Export",
    "ExportReason",
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
    "PlatformAnchor",
    "PlatformKey",
    "PlatformLine",
    "PlatformMail",
    "PlatformSeal",
    "PlatformSource",
    "ServiceKey",
    "SettingsVersion",
    "Shredding",
    "SignInProvider",
    "Suspension",
    "Ticket",
    "TicketEntry",
    "User",
]
