"""The door to agencies.people.commands."""

from agencies.people.commands import MemberCommand as Command

__all__ = ["Command"]
