"""The door to cases.fingerprints.commands."""

from cases.fingerprints.commands import MatcherCommand as Command

__all__ = ["Command"]
