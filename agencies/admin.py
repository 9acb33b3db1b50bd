"""Gathers the admin classes of this app's features for Django."""

from agencies.people import admin as people

__all__ = ["people"]
