"""The door to cases.fingerprints.commands."""

from cases.fingerprints.commands import MatcherBuildCommand as Command

__all__ = ["Command"]
