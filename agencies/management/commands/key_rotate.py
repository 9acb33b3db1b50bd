"""The door to agencies.keys.commands."""

from agencies.keys.commands import RotateCommand as Command

__all__ = ["Command"]
