"""Completes the OpenAPI schema: what every operation answers, in one place and without any framework."""

from http import HTTPStatus
from typing import Any

PROBLEM = "Problem"
ERRORS = {
    "400": "A value cannot be used; `errors` says which, and why.",
    "401": "No key, or one that is not valid.",
    "403": "The key lacks the scope, or the session its CSRF token.",
    "404": "Absent, or not for this key.",
    "406": "Only JSON is given out.",
    "409": "Somebody was first, the row is in another state by now, or the same Idempotency-Key is at work.",
    "412": "Somebody changed it since the version that If-Match names.",
    "413": "The body is larger than 2.5 MB.",
    "415": "Only application/json is accepted; there are no uploads.",
    "422": "This Idempotency-Key was used for another request.",
    "428": "The change names no version: send If-Match.",
    "429": "Too many requests; Retry-After says when to come back.",
    "500": "Something failed in the portal; nothing was changed.",
}
ALWAYS = ("400", "401", "403", "406", "429", "500")
WRITING = ("409", "413", "415", "422")
CHANGING = ("412", "413", "415", "428")

ENTRY = {
    "type": "object",
    "description": "Where the error lies - in the body, the query or a header - and what is wrong.",
    "required": ["detail"],
    "properties": {
        "pointer": {"type": "string", "description": "JSON pointer into the body, as a URI fragment (RFC 6901)"},
        "parameter": {"type": "string", "description": "name of a query parameter"},
        "header": {"type": "string", "description": "name of a request header"},
        "detail": {"type": "string"},
    },
    "additionalProperties": False,
}
SCHEMA = {
    "type": "object",
    "description": "Problem details (RFC 9457). The words follow Accept-Language; programs read `status` and `errors`.",
    "required": ["type", "title", "status", "detail", "instance", "request_id"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string"},
        "instance": {"type": "string", "format": "uri-reference"},
        "request_id": {"type": "string", "description": "also in X-Request-Id; name it when you ask the agency"},
        "errors": {"type": "array", "items": ENTRY},
    },
    "additionalProperties": False,
}
TEXT = {"type": "string"}
HEADERS = {
    "X-Request-Id": ("Names this request in the portal's logs and in its audit trail.", TEXT),
    "RateLimit-Policy": ('Requests and seconds: "default";q=600;w=60.', TEXT),
    "RateLimit": ("Requests left and seconds until the count starts anew.", TEXT),
    "Retry-After": ("Seconds to wait.", {"type": "integer"}),
    "Idempotency-Replayed": ("true: this is the answer of an earlier request with the same key.", TEXT),
}
KEY_PARAMETER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "A new value, for example a random UUID, for each new request; the same one when a request is sent again. "
    "Kept for 24 hours.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}


def complete(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """drf-spectacular's post-processing hook: scopes, common errors and headers, the key of every POST, closed inputs."""
    components = result.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    schemas[PROBLEM] = SCHEMA
    components["headers"] = {name: {"description": words, "schema": kind} for name, (words, kind) in HEADERS.items()}
    components["responses"] = {f"Problem{code}": _response(code, words) for code, words in ERRORS.items()}
    scopes = {(path, method.lower()): view.cls.actions[method] for path, _, method, view in generator.endpoints}
    for path, item in result["paths"].items():
        for method, operation in item.items():
            operation["security"] = [{"serviceKey": [scopes[path, method]]}]
            _operation(operation, method, by_id="{" in path)
            _close(operation.get("requestBody", {}), schemas)
    _plain(schemas)
    return result


def _plain(part: Any) -> None:
    """Leaves out the generator's own marks."""
    if isinstance(part, dict):
        part.pop("x-spec-enum-id", None)
    for value in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        _plain(value)


def _operation(operation: dict[str, Any], method: str, *, by_id: bool) -> None:
    for code, answer in operation["responses"].items():
        names = ["X-Request-Id", "RateLimit-Policy", "RateLimit", *["Idempotency-Replayed"] * (method == "post")]
        answer["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
        answer["description"] = HTTPStatus(int(code)).phrase
    codes = [
        *ALWAYS,
        *["404"] * by_id,
        *WRITING * (method == "post"),
        *CHANGING * (method == "patch"),
        *["409"] * (method == "delete"),
    ]
    for code in sorted(codes):
        operation["responses"][code] = {"$ref": f"#/components/responses/Problem{code}"}
    if method == "post":
        operation.setdefault("parameters", []).append(KEY_PARAMETER)


def _close(part: Any, schemas: dict[str, Any]) -> None:
    """Unknown fields are refused in everything that a body may hold."""
    for value in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        if isinstance(value, str) and value.startswith("#/components/schemas/"):
            schema = schemas[value.rpartition("/")[2]]
            schema["additionalProperties"] = False
            _close(schema.get("properties", {}), schemas)
        else:
            _close(value, schemas)


def _response(code: str, words: str) -> dict[str, Any]:
    names = ["X-Request-Id", *["Retry-After"] * (code == "429")]
    return {
        "description": words,
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in names},
        "content": {"application/problem+json": {"schema": {"$ref": f"#/components/schemas/{PROBLEM}"}}},
    }
