"""Gathers the admin classes of this app's features for Django: the negative bank only, cases are never shown in the admin."""

from cases.fingerprints import admin as fingerprints

__all__ = ["fingerprints"]
