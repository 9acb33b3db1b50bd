"""Addresses that lead, or try to lead, to where nobody may go. C is the canary's port, P the allowed site's."""

from collections.abc import Callable

# Spellings of the loopback with the canary's port.
SPELLINGS = (
    "127.0.0.1", "127.0.0.1.", "127.1", "127.0.1", "127.000.000.001", "2130706433", "017700000001", "0x7f000001",
    "0177.0.0.1", "0177.0.0.01", "0x7f.0.0.1", "0x7f.1", "0x7F.0x0.0x0.0x1", "00000177.0.0.1", "127.0.0.0x1", "4294967295.1",
    "127.0.0.1.1", "１２７.０.０.１", "１２７。０。０。１", "127｡0｡0｡1", "①②⑦.⓪.⓪.①", "𝟏𝟐𝟕.𝟎.𝟎.𝟏", "127.0.0.1%00", "127.0.0.1%2f",
    "127.0.0.1%20", "%31%32%37.0.0.1", "127.0.0.\u00ad1", "127.0.0.1\u200b", "0.0.0.0", "0", "0x0", "127.255.255.254",
    "[::1]", "[0:0:0:0:0:0:0:1]", "[0000::0001]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::ffff:0:127.0.0.1]",
    "[0:0:0:0:0:ffff:7f00:0001]", "[::127.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]",
    "[2001:0:7f00:1::80ff:fffe]", "[2a00:1450::5efe:7f00:1]", "[fe80::1%25lo]", "[::1%25lo]", "[::1%lo]", "[fec0::1]",
    "[::1", "::1", "[v1.127.0.0.1]", "[127.0.0.1]",
    "localhost", "LOCALHOST", "localhost.", "localhost..", "a.localhost", "ｌocalhost", "lo\u00adcalhost", "ⓛocalhost",
    "localhost.localdomain", "ip6-localhost", "printer.local", "db.internal", "router.lan", "intranet",
)  # fmt: skip
# Names and what the tests' resolver says of them.
NAMES: dict[str, tuple[str, ...]] = {
    "inner.example": ("127.0.0.1",),
    "inner.example.": ("127.0.0.1",),
    "INNER。example": ("127.0.0.1",),
    "ｉnner.example": ("127.0.0.1",),
    "mixed.example": ("127.0.0.9", "127.0.0.1"),
    "mixed2.example": ("127.0.0.1", "127.0.0.9"),
    "half.example": ("127.0.0.9", "::1"),
    "six.example": ("::1",),
    "mapped.example": ("::ffff:127.0.0.1",),
    "compatible.example": ("::127.0.0.1",),
    "nat64.example": ("64:ff9b::7f00:1",),
    "sixtofour.example": ("2002:7f00:1::",),
    "zone.example": ("fe80::1%lo",),
    "empty.example": (),
    "words.example": ("localhost",),
    "short.example": ("127.1",),
    "private.example": ("10.0.0.1",),
    "twelve.example": ("172.16.0.1",),
    "home.example": ("192.168.0.1",),
    "shared.example": ("100.64.0.1",),
    "unique.example": ("fd00::1",),
    "linked.example": ("169.254.1.1",),
    "meta.example": ("169.254.169.254",),
    "meta6.example": ("fd00:ec2::254",),
    "many.example": ("224.0.0.1",),
    "every.example": ("255.255.255.255",),
    "zero.example": ("0.0.0.0",),
    "class-e.example": ("240.0.0.1",),
    "documents.example": ("192.0.2.1",),
}
# Whole addresses.
WHOLE = (
    "http://169.254.169.254/latest/meta-data/", "http://metadata.google.internal/", "http://metadata/", "http://instance-data/",
    "http://100.100.100.200/", "http://[fd00:ec2::254]/", "http://10.0.0.1/", "http://172.16.0.1/", "http://192.168.1.1/",
    "http://100.64.0.1/", "http://169.254.1.1/", "http://224.0.0.1/", "http://240.0.0.1/", "http://255.255.255.255/",
    "http://192.0.0.8/", "http://198.18.0.1/", "http://192.88.99.1/", "http://[ff02::1]/", "http://[fd12::1]/", "http://[fe80::1]/",
    "http://site.example@127.0.0.1:C/", "http://site.example:P@127.0.0.1:C/", "http://u:p@127.0.0.1:C/", "http://@127.0.0.1:C/",
    "http://site.example%40127.0.0.1:C/", "http://127.0.0.1:C\\@site.example:P/", "http://site.example:P\\@127.0.0.1:C/",
    "http://127.0.0.1:C#@site.example:P/", "http://127.0.0.1:C?@site.example:P/", "http://127.0.0.1:C;@site.example:P/",
    "http://127.0.0.\t1:C/", "http://127.0.0.1\n:C/", "http://127.0.0.1:C\r\n/", " http://127.0.0.1:C/", "http://127.0.0.1 :C/",
    "http:127.0.0.1:C/", "http:/127.0.0.1:C/", "http:///127.0.0.1:C/", "http:\\\\127.0.0.1:C/", "HTTP://127.0.0.1:C/",
    "https://127.0.0.1:C/", "https://inner.example:C/", "ftp://127.0.0.1:C/", "gopher://127.0.0.1:C/_x", "dict://127.0.0.1:C/",
    "ldap://127.0.0.1:C/", "tftp://127.0.0.1:C/", "file:///etc/passwd", "file://127.0.0.1/etc/passwd", "data:text/html,x",
    "javascript:alert(1)", "view-source:http://127.0.0.1:C/", "jar:http://127.0.0.1:C!/", "blob:http://127.0.0.1:C/x",
    "unix:/run/x.sock", "http+unix://%2Frun%2Fx.sock/", "about:blank", "chrome://version", "filesystem:http://127.0.0.1:C/",
    "http://site.example:22/", "http://site.example:25/", "http://site.example:6379/", "http://site.example:5432/",
    "http://site.example:0/", "http://site.example:65536/", "http://site.example:-1/", "http://site.example:１/", "http://site.example:0x50/",
)  # fmt: skip
# Only as a reference found at the site: relative forms.
RELATIVE = ("//127.0.0.1:C/", "//inner.example:C/", "///127.0.0.1:C/", "/\\127.0.0.1:C/", "\\\\127.0.0.1:C\\", "\t//127.0.0.1:C/",
    "/\t/127.0.0.1:C/", "//127.0.0.1:C\\@site.example:P/", "//[::1]:C/", "//0x7f.1:C/", "//site.example:P@127.0.0.1:C/")  # fmt: skip


def fill(text: str, canary: int, site: int) -> str:
    return text.replace(":C", f":{canary}").replace(":P", f":{site}")


def absolute(canary: int, site: int) -> list[str]:
    """Every address."""
    spelt = [f"http://{host}:{canary}/" for host in (*SPELLINGS, *NAMES)]
    return spelt + [fill(text, canary, site) for text in WHOLE]


def references(canary: int, site: int) -> list[str]:
    """Every address as it may stand in a page or header of the site."""
    return absolute(canary, site) + [fill(text, canary, site) for text in RELATIVE]


def resolver() -> Callable[[str, int], tuple[str, ...]]:
    """site.example is the site; rebind.example is it once, then the loopback; the rest as in NAMES."""
    asked: dict[str, int] = {}

    def resolve(host: str, port: int) -> tuple[str, ...]:
        asked[host] = asked.get(host, 0) + 1
        if host.startswith("rebind"):
            return ("127.0.0.9",) if asked[host] == 1 else ("127.0.0.1",)
        return ("127.0.0.9",) if host.endswith("site.example") else NAMES.get(host, ("127.0.0.1",))

    return resolve
