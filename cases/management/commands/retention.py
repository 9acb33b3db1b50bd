"""The door to cases.keeping.commands."""

from cases.keeping.commands import RetentionCommand as Command

__all__ = ["Command"]
