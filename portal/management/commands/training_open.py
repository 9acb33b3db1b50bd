"""The door to portal.training.commands."""

from portal.training.commands import TrainingCommand as Command

__all__ = ["Command"]
