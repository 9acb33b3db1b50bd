"""Small servers on the loopback that behave well, badly or very slowly."""

import datetime as dt
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path

import h2.config
import h2.connection
import h2.events
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from agencies.doors.adapters import http
from agencies.doors.guard import Policy

Handler = Callable[[socket.socket, bytes], None]
LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))


def policy(*ports: int) -> Policy:
    return Policy(extra_networks=LOOPBACK, extra_ports=frozenset(ports))


def answer(body: bytes = b"a bridge", *, status: str = "200 OK", **headers: str) -> bytes:
    lines = {"content-length": str(len(body)), "content-type": "text/plain"}
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body


class Server:
    """Accepts on `host`; `handler(connection, request_head)` answers each request; keeps all request heads."""

    def __init__(self, handler: Handler, *, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> None:
        self.handler, self.tls = handler, tls
        self.requests: list[bytes] = []
        self.connections = 0
        self.listener = socket.create_server((host, 0))
        self.port: int = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)  # wakes the accepting thread, which close() alone does not
        self.listener.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            with self.tls.wrap_socket(connection, server_side=True) if self.tls else connection as link:
                if isinstance(link, ssl.SSLSocket) and link.selected_alpn_protocol() == "h2":
                    return serve_h2(link, self.requests)
                while head := read_head(link):
                    self.requests.append(head)
                    self.handler(link, head)
        except OSError:
            return


def read_head(link: socket.socket) -> bytes:
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        piece = link.recv(1)
        if not piece:
            return b""
        head += piece
    return head


def serve_h2(link: socket.socket, requests: list[bytes]) -> None:
    connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
    connection.initiate_connection()
    link.sendall(connection.data_to_send())
    while data := link.recv(65536):
        for event in connection.receive_data(data):
            if isinstance(event, h2.events.RequestReceived):
                requests.append(dict(event.headers).get(b":authority", b""))
                connection.send_headers(event.stream_id, [(":status", "200"), ("content-type", "text/plain")])
                connection.send_data(event.stream_id, b"a bridge over h2", end_stream=True)
        link.sendall(connection.data_to_send())


def sends(data: bytes, *, close: bool = False) -> Handler:
    def handler(link: socket.socket, _: bytes) -> None:
        link.sendall(data)
        if close:
            link.shutdown(socket.SHUT_RDWR)

    return handler


def by_path(**paths: bytes) -> Handler:
    def handler(link: socket.socket, head: bytes) -> None:
        path = head.split(b" ")[1].decode().strip("/").partition("?")[0]
        link.sendall(paths.get(path or "root", answer(b"nothing here", status="404 Not Found")))

    return handler


def certificate(
    folder: Path, name: str = "bridge.example", *, h2_too: bool = False
) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A self-signed certificate: (server side, a client side that trusts it)."""
    key, now = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    cert = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = cert.public_bytes(serialization.Encoding.PEM)
    private = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    path = folder / f"{name}.pem"
    path.write_bytes(pem + key.private_bytes(serialization.Encoding.PEM, *private))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(path)
    server.set_alpn_protocols(["h2", "http/1.1"] if h2_too else ["http/1.1"])
    return server, ssl.create_default_context(cadata=pem.decode())


def loopback(host: str, port: int) -> tuple[str, ...]:
    """A resolver for which every name is here."""
    return ("127.0.0.1",)


def get(server: Server, path: str = "", **options: object) -> http.Fetched:
    resolver = options.pop("resolver", loopback)
    address = f"http://bridge.example:{server.port}/{path}"
    return http.fetch(address, policy=policy(server.port), resolver=resolver, **options)  # type: ignore[arg-type]
