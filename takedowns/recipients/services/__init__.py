"""The verbs of recipients, gathered: what others call."""

from takedowns.recipients.services.directory import (
    contact_bounced,
    contact_dead,
    contact_propose,
    directory_load,
    provider_set,
    relay_set,
)
from takedowns.recipients.services.lookup import contacts_look_up, lookup_start
from takedowns.recipients.services.staff import directory_changed, found_settle, provider_checked

__all__ = [
    "contact_bounced",
    "contact_dead",
    "contact_propose",
    "contacts_look_up",
    "directory_changed",
    "directory_load",
    "found_settle",
    "lookup_start",
    "provider_checked",
    "provider_set",
    "relay_set",
]
