"""Which addresses may be asked: http and https, of hosts on the public network; the host that was checked is the one that is asked."""

from __future__ import annotations

import socket
import ssl
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpx

from reportlib.collecting.asking.manners import FAILED, REFUSED, NotFetched

SCHEMES = ("http", "https")
_NAT64 = IPv6Network("64:ff9b::/96")  # numbers of the older kind inside those of the newer


def checked(url: str) -> httpx.URL:
    """The address where it is one of the web with a host; raises NotFetched for file://, ftp://, javascript: and what is no address.

    >>> checked("https://例子.cn/a?b=1#c").host
    '例子.cn'
    """
    try:
        address = httpx.URL(url.strip()).copy_with(fragment=None)
    except (httpx.InvalidURL, ValueError) as error:
        raise NotFetched(REFUSED, "this is no address", found=str(error)[:100], remedy="put the address right") from None
    if address.scheme not in SCHEMES or not address.host:
        raise NotFetched(REFUSED, "only http and https addresses are asked", found=url[:100], remedy="give the page's own address")
    if address.userinfo:
        raise NotFetched(REFUSED, "the address holds a name and password", remedy="give it without them")
    return address


def public_address(host: str, port: int, *, allow_private: bool) -> str:
    """The number of the host; raises NotFetched where it, or any other of the host's, lies in a private, local or reserved network."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotFetched(
            FAILED, "there is no such host, or the network is down", found=host, remedy="check the address; run again"
        ) from None
    numbers = [str(place[4][0]).split("%")[0] for place in found]
    inside = [number for number in numbers if not is_public(ip_address(number))]
    if inside and not allow_private:
        remedy = "give --allow-private if this site of your own network is meant"
        raise NotFetched(REFUSED, "the host is not on the public network", found=f"{host} is {inside[0]}", remedy=remedy)
    return numbers[0]


def is_public(number: IPv4Address | IPv6Address) -> bool:
    """Whether a number is of the public network, also where it carries one of the older kind inside.

    >>> [is_public(ip_address(number)) for number in ("8.8.8.8", "10.0.0.1", "::1", "::ffff:127.0.0.1", "169.254.169.254")]
    [True, False, False, False, False]
    """
    if isinstance(number, IPv6Address):
        nat64 = IPv4Address(int(number) & 0xFFFFFFFF) if number in _NAT64 else None
        carried = number.ipv4_mapped or number.sixtofour or nat64
        if carried is not None:
            return is_public(carried)
    return number.is_global and not number.is_multicast


@lru_cache(maxsize=1)
def _certificates() -> ssl.SSLContext:
    return httpx.create_ssl_context()


class CheckedTransport(httpx.HTTPTransport):
    """Connects to the very number that was found public, so that no second look-up can lead elsewhere."""

    def __init__(self, *, allow_private: bool) -> None:
        super().__init__(verify=_certificates())
        self._allow_private = allow_private

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.raw_host.decode("ascii")
        port = request.url.port or (443 if request.url.scheme == "https" else 80)
        number = public_address(host, port, allow_private=self._allow_private)
        request.extensions = {**request.extensions, "sni_hostname": host}
        request.url = request.url.copy_with(host=number)
        return super().handle_request(request)
