"""The door to portal.demo.commands."""

from portal.demo.commands import OperatorCommand as Command

__all__ = ["Command"]
