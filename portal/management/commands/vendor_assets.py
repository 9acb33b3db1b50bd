"""Door: see portal/deploy/commands.py."""

from portal.deploy.commands import VendorAssets as Command

__all__ = ["Command"]
