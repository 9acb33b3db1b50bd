"""The door to takedowns.recipients.commands."""

from takedowns.recipients.commands import DirectoryLoadCommand as Command

__all__ = ["Command"]
