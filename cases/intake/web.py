"""How many reports come from one connection. Nothing that leads back to it is kept."""

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from agencies.tenancy.web import caller

MOST = 30  # reports
WINDOW = 3600  # s


def crowded(request: HttpRequest) -> bool:
    """Count one report; True once more than 30 came from this connection within the hour.

    Only a keyed digest of the address is held, for an hour, and the key changes every day. The limit is wide on purpose:
    many people share one address, and a refusal always shows whom to call.
    """
    today = timezone.now().date().isoformat()
    name = "intake:" + salted_hmac(f"intake {today}", caller(request), algorithm="sha256").hexdigest()
    cache.add(name, 0, WINDOW)
    try:
        return cache.incr(name) > MOST
    except ValueError:  # it ran out between the two lines
        return False
