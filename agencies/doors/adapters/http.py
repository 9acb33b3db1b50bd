"""The only door for HTTP: names are looked up once, checked, and the connection goes to the checked address.

A client follows redirects itself, and every hop passes the guard again. No proxies, no credentials, no files.
Cookies live in memory, only for the origin that set them, only as long as the client.
"""

import datetime as dt
import functools
import ssl
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from http.cookies import CookieError, SimpleCookie
from types import TracebackType
from typing import Self

import httpx

from agencies.doors import decoding
from agencies.doors import url as urls
from agencies.doors.adapters import answer
from agencies.doors.adapters.lookup import Resolver, pinned, resolve
from agencies.doors.adapters.pinning import HEAD, Backend, Clock
from agencies.doors.adapters.transaction import InsideTransaction, refuse_inside_transaction
from agencies.doors.address import Refusal
from agencies.doors.exchange import Fetched, FetchLimits, Hop, Refused, TlsInfo, Trouble, Unreachable
from agencies.doors.guard import Policy
from agencies.doors.url import BadUrl, Target

__all__ = [
    "Client",
    "FetchLimits",
    "Fetched",
    "Hop",
    "InsideTransaction",
    "Policy",
    "Refusal",
    "Refused",
    "TlsInfo",
    "Trouble",
    "Unreachable",
    "fetch",
    "resolve",
    "send",
]

REDIRECTS = frozenset({301, 302, 303, 307, 308})
SENDABLE = frozenset({"accept", "accept-language", "if-modified-since", "if-none-match", "range"})
WIRE_FACTOR = 4  # bytes off the wire for each byte of a body: the smallest chunks cost six
MAX_DOORS, MAX_COOKIES, MAX_COOKIE = 32, 30, 4096
KEEP = httpx.Limits(max_connections=2, max_keepalive_connections=2, keepalive_expiry=15.0)


class _Door(httpx.HTTPTransport):
    """Keep-alive connections to one origin. Server name, certificate check and Host header keep the name."""

    def __init__(
        self, target: Target, addresses: tuple[str, ...], trust: ssl.SSLContext, clock: Clock, *, http2: bool
    ) -> None:
        super().__init__(verify=trust, trust_env=False, http2=http2, limits=KEEP, retries=0)
        self.target, self.addresses, self.clock = target, addresses, clock
        # httpx has no argument for it. Without this line names would be looked up again, unchecked: fail loudly.
        inner = self._pool._network_backend
        self._pool._network_backend = Backend(inner, self)  # type: ignore[assignment]
        self.cookies: dict[str, str] = {}

    def part_from_talkers(self) -> None:
        """Close connections on which more came than was asked for: it would be read as the answer to the next request."""
        for each in self._pool.connections:
            wire = getattr(getattr(each, "_connection", None), "_h11_state", None)
            if wire is not None and wire.trailing_data[0]:
                self._pool.close()
                return

    def remember(self, headers: httpx.Headers) -> None:
        """Keep name and value of cookies for this origin; attributes do not matter for so short a life."""
        for line in headers.get_list("set-cookie"):
            try:
                morsels = SimpleCookie(line[:MAX_COOKIE]).values()
            except CookieError:
                continue
            for morsel in morsels:
                if morsel.key in self.cookies or len(self.cookies) < MAX_COOKIES:
                    self.cookies[morsel.key] = morsel.coded_value


@functools.cache
def _trust() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)


def _checked(headers: Mapping[str, str]) -> dict[str, str]:
    for name, value in headers.items():
        if name.lower() not in SENDABLE or not value.isascii() or not value.isprintable():
            raise Refused(Refusal.HEADER)
    return {name.lower(): value for name, value in headers.items()}


class Client:
    """Fetches with keep-alive for reading several pages of a host. One thread at a time; close it, or use `with`.

    `trust` replaces the usual certificate roots; `resolver` replaces the system's (both for tests and the demo).
    `http2`: whether it is offered; a crawl does without, because one request at a time costs less without it.
    """

    def __init__(
        self,
        *,
        policy: Policy,
        limits: FetchLimits | None = None,
        trust: ssl.SSLContext | None = None,
        resolver: Resolver | None = None,
        http2: bool = True,
    ) -> None:
        self.http2 = http2
        self.policy, self.limits = policy, limits or FetchLimits()
        self._trust, self._resolver = trust, resolver or resolve
        self._doors: dict[tuple[str, str, int], _Door] = {}
        self._clock = Clock(0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        for door in self._doors.values():
            door.close()
        self._doors.clear()

    def fetch(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        method: str = "GET",
        limits: FetchLimits | None = None,
    ) -> Fetched:
        """Read one URL; see `fetch` below."""
        if method not in {"GET", "HEAD"}:
            raise ValueError("Reading is GET or HEAD.")
        return self._run(url, method, _checked(headers or {}), limits or self.limits)

    def send(self, url: str, body: bytes, *, kind: str, limits: FetchLimits | None = None) -> Fetched:
        """Post bytes of this content type; no redirect is followed. See `send` below."""
        return self._run(url, "POST", {"content-type": kind}, replace(limits or self.limits, max_redirects=0), body)

    def _run(
        self, url: str, method: str, wanted: Mapping[str, str], limits: FetchLimits, content: bytes = b""
    ) -> Fetched:
        refuse_inside_transaction()
        started, began = dt.datetime.now(dt.UTC), time.monotonic()
        self._clock = Clock(limits.deadline)
        target, hops = self._parse(url), list[Hop]()
        while True:
            door = self._door(target)
            try:
                with closing(self._ask(door, method, target, wanted, limits, content)) as response:
                    ip, tls = (
                        answer.peer(response),
                        answer.tls(response),
                    )  # before the body: a cut body closes the connection
                    onward = self._onward(response, target, ip, hops, limits)
                    if onward is None:
                        body, cut = (b"", False) if method == "HEAD" else answer.read(response, limits, self._clock)
                        response.close()
                        door.part_from_talkers()
                        return Fetched(
                            url_final=target.url,
                            redirects=tuple(hops),
                            status=response.status_code,
                            headers=answer.pairs(response),
                            body=body,
                            ip=ip,
                            http_version=response.extensions["http_version"].decode("ascii"),
                            tls=tls,
                            started_at=started,
                            elapsed=time.monotonic() - began,
                            truncated=cut,
                            sent=tuple(self._headers(wanted, limits).items()),
                        )
            except httpx.TransportError as error:
                self._doors.pop(target.origin).close()
                raise answer.trouble(error) from error
            target = onward

    def _parse(self, text: str) -> Target:
        try:
            return urls.parse(text)
        except BadUrl as error:
            raise Refused(error.refusal, text) from error

    def _door(self, target: Target) -> _Door:
        """The open connections to this origin, or new ones after look-up and check."""
        if (door := self._doors.pop(target.origin, None)) is not None:
            self._doors[target.origin] = door  # the one that was not used for longest is closed first
            door.clock = self._clock
            return door
        addresses = pinned(target, self.policy, self._resolver, self._clock.left())
        if len(self._doors) >= MAX_DOORS:
            self._doors.pop(next(iter(self._doors))).close()
        self._doors[target.origin] = _Door(target, addresses, self._trust or _trust(), self._clock, http2=self.http2)
        return self._doors[target.origin]

    def _ask(
        self, door: _Door, method: str, target: Target, wanted: Mapping[str, str], limits: FetchLimits, content: bytes
    ) -> httpx.Response:
        headers = self._headers(wanted, limits)
        if door.cookies:
            headers["cookie"] = "; ".join(f"{name}={value}" for name, value in door.cookies.items())
        self._clock.allowed = HEAD
        response = door.handle_request(httpx.Request(method, target.url, headers=headers, content=content or None))
        self._clock.allowed = HEAD + WIRE_FACTOR * limits.max_bytes
        door.remember(response.headers)
        return response

    @staticmethod
    def _headers(wanted: Mapping[str, str], limits: FetchLimits) -> dict[str, str]:
        return {"accept": "*/*", "user-agent": limits.user_agent, **wanted, "accept-encoding": decoding.ACCEPTED}

    def _onward(
        self, response: httpx.Response, target: Target, ip: str, hops: list[Hop], limits: FetchLimits
    ) -> Target | None:
        """Where a redirect leads, or None; the guard checks it like the first URL."""
        location = next((value for name, value in response.headers.raw if name.lower() == b"location"), b"")
        if response.status_code not in REDIRECTS or not location:
            return None
        text = location.decode("utf-8", "replace")
        hops.append(Hop(target.url, response.status_code, ip, text, answer.pairs(response)))
        if len(hops) > limits.max_redirects:
            raise Refused(Refusal.REDIRECTS, target.url)
        try:
            return urls.join(target, text)
        except BadUrl as error:
            raise Refused(error.refusal, text) from error


def fetch(
    url: str,
    *,
    policy: Policy,
    limits: FetchLimits | None = None,
    headers: Mapping[str, str] | None = None,
    method: str = "GET",
    trust: ssl.SSLContext | None = None,
    resolver: Resolver | None = None,
) -> Fetched:
    """Read one URL and follow its redirects; nothing is written to disk.

    `headers` may hold If-None-Match, If-Modified-Since, Accept, Accept-Language and Range, nothing else. Any status is
    an answer; a body longer than the limit is cut and marked. Raises Refused (our policy, final), Unreachable
    (look at `permanent`), InsideTransaction.
    """
    with Client(policy=policy, limits=limits, trust=trust, resolver=resolver) as client:
        return client.fetch(url, headers=headers, method=method)


def send(url: str, body: bytes, *, kind: str, policy: Policy, limits: FetchLimits | None = None) -> Fetched:
    """Post bytes of the content type `kind` to a service that the operator named, and read its answer.

    No redirect is followed. Raises Refused, Unreachable, InsideTransaction.
    """
    with Client(policy=policy, limits=limits) as client:
        return client.send(url, body, kind=kind)
