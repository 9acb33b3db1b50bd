"""The door to cases.casework.commands."""

from cases.casework.commands import ReplayCommand as Command

__all__ = ["Command"]
