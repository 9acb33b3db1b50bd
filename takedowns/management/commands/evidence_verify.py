"""Django looks for commands only here."""

from takedowns.evidence.commands import EvidenceVerifyCommand as Command

__all__ = ["Command"]
