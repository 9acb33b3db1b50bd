"""The verbs of evidence, gathered: what others call."""

from takedowns.evidence.services.archives import archive_ask, archive_confirm, archive_fetch, archive_forget
from takedowns.evidence.services.capture import evidence_capture
from takedowns.evidence.services.custody import evidence_open
from takedowns.evidence.services.removal import pictures_remove
from takedowns.evidence.services.reporting import report_set
from takedowns.evidence.services.sealing import archive_write
from takedowns.evidence.services.signing import signing_key_renew
from takedowns.evidence.services.stamping import authority_noted, package_stamp, stamps_ask

__all__ = [
    "archive_ask",
    "archive_confirm",
    "archive_fetch",
    "archive_forget",
    "archive_write",
    "authority_noted",
    "evidence_capture",
    "evidence_open",
    "package_stamp",
    "pictures_remove",
    "report_set",
    "signing_key_renew",
    "stamps_ask",
]
