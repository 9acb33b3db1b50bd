"""The matcher's own way into the database, its files and its socket; the way in for others is `registry`."""

from cases.fingerprints.adapters.matcher import MatcherAway, disconnect, registry

__all__ = ["MatcherAway", "disconnect", "registry"]
