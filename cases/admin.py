"""Gathers the admin classes of this app's features for Django: none, cases are never shown in the admin."""
