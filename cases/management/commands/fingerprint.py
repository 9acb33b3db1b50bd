"""The door to cases.fingerprints.commands."""

from cases.fingerprints.commands import FingerprintCommand as Command

__all__ = ["Command"]
