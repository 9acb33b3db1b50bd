"""The door to portal.demo.commands."""

from portal.demo.commands import CycleCommand as Command

__all__ = ["Command"]
