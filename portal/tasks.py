"""Gathers the tasks of this app's features for Celery; there is none yet."""
