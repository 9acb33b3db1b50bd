"""The door to portal.demo.commands."""

from portal.demo.commands import SitesCommand as Command

__all__ = ["Command"]
