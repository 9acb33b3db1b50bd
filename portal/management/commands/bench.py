"""The door to portal.bench.commands."""

from portal.bench.commands import BenchCommand as Command

__all__ = ["Command"]
