"""The door to cases.fingerprints.commands."""

from cases.fingerprints.commands import NegativeAddCommand as Command

__all__ = ["Command"]
