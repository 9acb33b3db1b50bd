"""The door to portal.demo.commands."""

from portal.demo.commands import SeedCommand as Command

__all__ = ["Command"]
