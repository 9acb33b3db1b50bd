"""Free ports of the loopback interface, and whether something answers on one."""

import socket

from portal.launcher import render

ANY, LAST = 0, 65535
_claims: list[socket.socket] = []  # kept open for as long as this process lives


def free(host: str = "127.0.0.1") -> int:
    """A port that nobody listens on now; it is not reserved, so use it soon. Raises OSError without such a host."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.bind((host, ANY))
        return int(listener.getsockname()[1])


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server could listen there."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError:
            return False
    return True


def claimed(start: int, host: str = "127.0.0.1") -> int:
    """The first port from `start` on that is free and that no other launcher has claimed; ours until this process ends.

    Raises OSError when there is none up to 65535.
    """
    for port in range(start, LAST + 1):
        if is_free(port, host) and _claim(port):
            return port
    raise OSError(f"no free port from {start} on")


def _claim(port: int) -> bool:
    """A name that the kernel gives to one process at a time: launchers that start together do not take the same port.

    It belongs to the network namespace as ports do, and is gone with the process.
    """
    name = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        name.bind(f"\0maru-port-{port}")
    except OSError:
        name.close()
        return False
    _claims.append(name)
    return True


def answers(host: str, port: int, seconds: float = 1.0) -> bool:
    """Whether a TCP connection is accepted."""
    try:
        with socket.create_connection((host, port), timeout=seconds):
            return True
    except OSError:
        return False


def http_answers(host: str, port: int, path: str, seconds: float = 3.0) -> bool:
    """Whether GET path is answered with a status below 500."""
    try:
        with socket.create_connection((host, port), timeout=seconds) as connection:
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode())
            return render.http_status_is_up(connection.recv(64))
    except OSError:
        return False


def valkey_answers(port: int, password: str, seconds: float = 1.0) -> bool:
    """Whether a Valkey or Redis server lets us in and has loaded its data."""
    secret = password.encode()
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=seconds) as connection:
            connection.sendall(b"*2\r\n$4\r\nAUTH\r\n$%d\r\n%s\r\n*1\r\n$4\r\nPING\r\n" % (len(secret), secret))
            answer = b""
            while answer.count(b"\r\n") < 2 and (chunk := connection.recv(256)):
                answer += chunk
    except OSError:
        return False
    return answer == b"+OK\r\n+PONG\r\n"
