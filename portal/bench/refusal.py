"""Why a bench does not run: a peer that is not installed, a folder without photographs."""


class Refused(Exception):
    """Words for the operator: what is missing and how to get it."""
