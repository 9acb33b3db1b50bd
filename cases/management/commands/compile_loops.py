"""The door to cases.fingerprints.commands."""

from cases.fingerprints.commands import CompileCommand as Command

__all__ = ["Command"]
