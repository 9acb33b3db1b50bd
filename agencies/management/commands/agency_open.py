"""The door to agencies.people.commands."""

from agencies.people.commands import OpenCommand as Command

__all__ = ["Command"]
