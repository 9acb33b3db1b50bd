"""The door to cases.detection.commands."""

from cases.detection.commands import MatchFoldersCommand as Command

__all__ = ["Command"]
