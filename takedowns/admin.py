"""Gathers the admin classes of this app's features for Django."""

from takedowns.evidence import admin as evidence
from takedowns.notices import admin as notices
from takedowns.recipients import admin as recipients

__all__ = ["evidence", "notices", "recipients"]
