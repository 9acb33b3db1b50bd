"""The door to agencies.keys.commands."""

from agencies.keys.commands import CheckCommand as Command

__all__ = ["Command"]
