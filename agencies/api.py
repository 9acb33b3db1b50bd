"""Gathers the API of this app's features."""

from agencies.access import api as access

__all__ = ["access"]
