"""Ask the sample sites what they show now."""

import http.client
import json
from typing import Any

from portal.demo.control import PREFIX, TOKEN_HEADER


def state(site: str, token: str) -> dict[str, Any]:
    """The sites' own account (portal.demo.control.state) through the site at host:port; {} while it does not answer."""
    connection = http.client.HTTPConnection(site, timeout=10)
    try:
        connection.request("GET", f"{PREFIX}state", headers={TOKEN_HEADER: token})
        answer = connection.getresponse()
        found: dict[str, Any] = json.loads(answer.read()) if answer.status == 200 else {}
    except (OSError, ValueError, http.client.HTTPException):
        return {}
    finally:
        connection.close()
    return found
