"""Keep the provider directory."""

from datetime import date

from takedowns.recipients.models import Provider, ProviderHost


def provider_set(
    *, name: str, hosts: list[str], country: str, language: str, abuse_email: str, verified_on: date | None
) -> Provider:
    """Add a provider or change it; the platform's act, hosts in lower case."""
    row, _ = Provider.objects.update_or_create(
        name=name,
        defaults={"country": country, "language": language, "abuse_email": abuse_email, "verified_on": verified_on},
    )
    for host in hosts:
        ProviderHost.objects.update_or_create(host=host.lower(), defaults={"provider": row})
    return row
