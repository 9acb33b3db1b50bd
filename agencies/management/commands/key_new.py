"""The door to agencies.keys.commands."""

from agencies.keys.commands import NewCommand as Command

__all__ = ["Command"]
