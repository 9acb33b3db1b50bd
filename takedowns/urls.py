"""Gathers this app's features."""
