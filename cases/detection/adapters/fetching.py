"""Fetch many addresses at a time, politely: threads, a pace for each host, and a pool of decoders.

It knows values only: no row, no agency's name. A body leaves this module as hashes (media) or as an answer to be read at
once (pages), and nothing is written anywhere.
"""

import os
import queue
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from agencies.doors import url as addresses
from agencies.doors.adapters.http import Client, FetchLimits, Policy, Refused, Unreachable
from agencies.doors.rendered import Rendered
from cases.detection import robots
from cases.detection.adapters import further, visits
from cases.detection.adapters.decoder import Decoder
from cases.detection.adapters.visits import Host, Manners, Outcome, Task

KEPT_CLIENTS = 96  # hosts whose connections stay open
KEPT_RULES = 5000
RULES_SECONDS = 86_400.0
RULES_LIMITS = FetchLimits(max_bytes=robots.MOST_BYTES, deadline=10.0)


class Fetching:
    """The threads of this process. One part uses them at a time."""

    def __init__(self, *, threads: int, decoders: int) -> None:
        self.manners = Manners()
        self.decoders = [Decoder(recycle_after=2000) for _ in range(decoders)]
        self._free: queue.LifoQueue[Decoder] = queue.LifoQueue()
        for decoder in self.decoders:
            self._free.put(decoder)
        self._done: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
        self._hosts: dict[bytes, Host] = {}
        self._clients: OrderedDict[tuple[int, bytes, Policy], list[Client]] = OrderedDict()
        self._rules: OrderedDict[bytes, tuple[float, robots.Rules]] = OrderedDict()
        self._change = threading.Condition()
        self._part = self._open = 0
        self._rendering = False
        self.pid = os.getpid()
        for number in range(threads):
            threading.Thread(target=self._work, daemon=True, name=f"fetch-{number}").start()

    # ---- the part's side ---------------------------------------------------------------------------------------

    def begin(self, manners: Manners) -> int:
        """A new part; what an earlier one left unfinished is forgotten. Returns its number."""
        with self._change:
            self._part += 1
            self._open, self.manners = 0, manners
            self._hosts.clear()
            return self._part

    def add(self, hosts: Mapping[bytes, tuple[float, float]], tasks: Iterable[Task]) -> None:
        """Addresses to fetch; `hosts`: of new ones (seconds to wait first, seconds between two requests)."""
        with self._change:
            for key, (wait, delay) in hosts.items():
                self._hosts.setdefault(key, Host(key, time.monotonic() + wait, delay))
            for task in tasks:
                self._hosts[task.host].tasks.append(task)
                self._open += 1
            self._change.notify_all()

    def results(self, seconds: float) -> list[Outcome]:
        """What is finished, after waiting for the first so long at the most; it is open no longer."""
        found: list[Outcome] = []
        try:
            found.append(self._done.get(timeout=max(seconds, 0.001)))
            while True:
                found.append(self._done.get_nowait())
        except queue.Empty:
            pass
        with self._change:
            own = [one for one in found if one.task.part == self._part]
            self._open -= len(own)
        return own

    @property
    def open(self) -> int:
        """How many addresses have no result that was taken yet, or are not begun."""
        with self._change:
            return self._open

    def drop(self, *, keys: Iterable[bytes] | None = None) -> list[int]:
        """Take back what is not begun, of some hosts or of all; their numbers."""
        with self._change:
            dropped: list[Task] = []
            for key in list(self._hosts if keys is None else keys):
                if (host := self._hosts.get(key)) is not None:
                    dropped += host.tasks
                    host.tasks.clear()
            self._open -= len(dropped)
            return [task.number for task in dropped]

    def hosts(self) -> list[Host]:
        """The hosts of this part as they are now."""
        with self._change:
            return [replace(host, tasks=deque(host.tasks)) for host in self._hosts.values()]

    def leave(self, keys: Iterable[bytes]) -> None:
        """These hosts are given back."""
        with self._change:
            for key in keys:
                self._hosts.pop(key, None)

    # ---- the threads' side -------------------------------------------------------------------------------------

    def _work(self) -> None:
        while True:
            host, task = self._take()
            outcome = Outcome(task)
            body = b""
            try:
                body = self._fetch(host, outcome)
            except Refused as error:
                outcome.problem, outcome.reason, outcome.permanent = "refused", str(error.reason), True
                outcome.other_kind = visits.other_kind(error.content_type)
            except Unreachable as error:
                outcome.problem, outcome.reason, outcome.permanent = "unreachable", str(error.reason), error.permanent
            except Exception as error:  # a thread must not end, and its address must not wait for ever
                outcome.problem, outcome.reason, outcome.permanent = "broken", type(error).__name__, True
            self._gone(host, outcome)
            if body and task.decode is not None:
                self._decode(outcome, body)
            body = b""
            self._done.put(outcome)

    def _take(self) -> tuple[Host, Task]:
        with self._change:
            while True:
                now, soonest, best = time.monotonic(), 60.0, None
                for host in self._hosts.values():
                    if not host.tasks or host.failed or host.active >= self.manners.connections:
                        continue
                    if self._rendering and host.tasks[0].render is not None:  # one browser, one page at a time
                        continue
                    if host.next_at - now < soonest:
                        soonest, best = host.next_at - now, host
                if best is not None and soonest <= 0:
                    best.active += 1
                    best.next_at = max(best.next_at, now) + best.delay
                    task = best.tasks.popleft()
                    self._rendering = self._rendering or task.render is not None
                    return best, task
                self._change.wait(soonest)

    def _gone(self, host: Host, outcome: Outcome) -> None:
        """The host is free for its next address; failures make it wait."""
        with self._change:
            host.active -= 1
            self._rendering = self._rendering and outcome.task.render is None
            if outcome.problem == "unreachable":
                host.failed = True
            elif outcome.status in {429, 503}:
                host.failed = True
                host.wait = visits.seconds(outcome.answer.header("retry-after")) if outcome.answer else 0.0
            self._change.notify()

    def _fetch(self, host: Host, outcome: Outcome) -> bytes:
        """Fetch one address; the body of a picture or clip that is to be looked at, or nothing."""
        task = outcome.task
        client = self._client(task)
        try:
            if self.manners.robots != "ignore" and not self._may(host, task, client):
                outcome.problem, outcome.permanent = "robots", True
                return b""
            stopped: list[int] = []
            limits = (
                replace(task.limits, enough=partial(visits.same, task, stopped))
                if task.known.head_mark
                else task.limits
            )
            outcome.fetched_at, began = datetime.now(UTC), time.monotonic()
            if task.render is not None:
                return self._rendered(outcome, task.render)
            answer = client.fetch(task.url, headers={**task.headers, **visits.conditional(task.known)}, limits=limits)
            outcome.seconds, outcome.status, outcome.received = (
                time.monotonic() - began,
                answer.status,
                len(answer.body),
            )
            if task.decode is not None and not stopped:
                answer = further.clip(client, answer)
        finally:
            self._put_back(task, client)
        return visits.settle(outcome, answer, stopped=bool(stopped))

    def _rendered(self, outcome: Outcome, render: Callable[[str], Rendered]) -> bytes:
        """A page as a browser shows it, with what it shows without an address."""
        began = time.monotonic()
        found = outcome.rendered = render(outcome.task.url)
        outcome.seconds = time.monotonic() - began
        outcome.answer = further.page(found)
        outcome.status, outcome.received = outcome.answer.status, len(outcome.answer.body)
        for each in further.beside(found):
            outcome.received += len(each.body)
            outcome.beside.append(Outcome(outcome.task, 200, address=each.address, fetched_at=outcome.fetched_at))
            self._decode(outcome.beside[-1], each.body)
        return b""

    @contextmanager
    def decoder(self) -> Iterator[Decoder]:
        """One of the decoders, for a closer look."""
        decoder = self._free.get()
        try:
            yield decoder
        finally:
            self._free.put(decoder)

    def _decode(self, outcome: Outcome, body: bytes) -> None:
        began, limits = time.monotonic(), outcome.task.decode
        outcome.body = body if limits and limits.patches else b""
        try:
            with self.decoder() as decoder:
                outcome.decoded = decoder.decode(body, limits=limits)
        except Exception as error:
            outcome.problem, outcome.reason, outcome.permanent = "broken", type(error).__name__, True
        finally:
            outcome.decoding = time.monotonic() - began

    def _may(self, host: Host, task: Task, client: Client) -> bool:
        """Whether robots.txt lets us read the address; sets the host's delay."""
        target = addresses.parse(task.url)
        with self._change:
            known = self._rules.get(task.host)
        if known is None or known[0] < time.monotonic():
            rules = _rules(client, f"{target.scheme}://{target.authority}/robots.txt", self.manners)
            with self._change:
                self._rules[task.host] = known = (time.monotonic() + RULES_SECONDS, rules)
                while len(self._rules) > KEPT_RULES:
                    self._rules.popitem(last=False)
        rules = known[1]
        with self._change:
            host.robots_delay, host.delay = rules.delay, max(host.delay, rules.delay)
        path = target.path + (f"?{target.query}" if target.query else "")
        return self.manners.robots != "obey" or rules.allows(path)

    def _client(self, task: Task) -> Client:
        with self._change:
            idle = self._clients.get((task.owner, task.host, task.policy))
            if idle:
                return idle.pop()
        return Client(policy=task.policy, limits=task.limits, http2=False)

    def _put_back(self, task: Task, client: Client) -> None:
        old: list[Client] = []
        with self._change:
            key = (task.owner, task.host, task.policy)
            self._clients.setdefault(key, []).append(client)
            self._clients.move_to_end(key)
            while len(self._clients) > KEPT_CLIENTS:
                old += self._clients.popitem(last=False)[1]
        for each in old:
            each.close()


def _rules(client: Client, url: str, manners: Manners) -> robots.Rules:
    """What robots.txt says; one that is not there says nothing. Raises Unreachable when it must be obeyed and cannot be read."""
    try:
        answer = client.fetch(url, limits=replace(RULES_LIMITS, user_agent=manners.agent))
    except (Refused, Unreachable):
        if manners.robots == "obey":
            raise
        return robots.Rules()
    return robots.parse(answer.body, manners.agent) if answer.status == 200 else robots.Rules()
