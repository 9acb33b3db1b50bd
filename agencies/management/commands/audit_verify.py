"""Django looks for commands only here."""

from agencies.audit.commands import VerifyCommand as Command

__all__ = ["Command"]
