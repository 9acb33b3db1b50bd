"""Gathers the admin classes of this app's features for Django; there is none yet."""
