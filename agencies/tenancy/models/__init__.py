"""Agencies, the base of every table that belongs to one, and what an agency decides for itself."""

from agencies.tenancy.models.agency import COMMONS, Agency
from agencies.tenancy.models.rows import TenantManager, TenantModel, TenantQuerySet, in_sight, reserve_ids, see_cases_by
from agencies.tenancy.models.settings import AgencySettings, real_rechecks, usual_notice_languages

__all__ = [
    "COMMONS",
    "Agency",
    "AgencySettings",
    "TenantManager",
    "TenantModel",
    "TenantQuerySet",
    "in_sight",
    "real_rechecks",
    "reserve_ids",
    "see_cases_by",
    "usual_notice_languages",
]
