"""The door to cases.detection.commands."""

from cases.detection.commands import WatchCommand as Command

__all__ = ["Command"]
