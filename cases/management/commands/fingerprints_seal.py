"""The door to cases.fingerprints.commands."""

from cases.fingerprints.commands import SealCommand as Command

__all__ = ["Command"]
