"""Door: see agencies/access/commands.py."""

from agencies.access.commands import MakeServiceKey as Command

__all__ = ["Command"]
