"""The verbs of evidence, gathered: what others call."""

from takedowns.evidence.services.capture import evidence_capture
from takedowns.evidence.services.custody import evidence_open

__all__ = ["evidence_capture", "evidence_open"]
