"""Who answers for an address."""

from urllib.parse import urlsplit

from django.db.models import QuerySet

from takedowns.recipients.models import Provider, ProviderHost


def host_of(url: str) -> str:
    """Host of an address in lower case, with its port if one is written."""
    return urlsplit(url).netloc.rpartition("@")[2].lower()


def provider_for(url: str) -> Provider | None:
    """The provider of the host itself, else of the nearest parent domain, else None."""
    whole = host_of(url)
    name = whole.rsplit(":", 1)[0] if not whole.endswith("]") else whole
    labels = name.split(".")
    candidates = [whole, name, *(".".join(labels[i:]) for i in range(1, len(labels) - 1))]
    found = {
        row.host: row.provider for row in ProviderHost.objects.filter(host__in=candidates).select_related("provider")
    }
    return next((found[host] for host in candidates if host in found), None)


def providers() -> QuerySet[Provider]:
    """The whole directory by name."""
    return Provider.objects.prefetch_related("hosts").order_by("name")
