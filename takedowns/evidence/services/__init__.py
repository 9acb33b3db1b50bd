"""The verbs of evidence, gathered: what others call."""

from takedowns.evidence.services.capture import evidence_capture
from takedowns.evidence.services.custody import evidence_open
from takedowns.evidence.services.signing import signing_key_renew
from takedowns.evidence.services.stamping import package_stamp

__all__ = ["evidence_capture", "evidence_open", "package_stamp", "signing_key_renew"]
