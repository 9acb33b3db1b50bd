"""Gathers the models of this app's features for Django; there is none yet."""
