"""Reading what strace saw: which addresses a program tried to reach."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

IPV4 = re.compile(r'sa_family=AF_INET, sin_port=htons\((\d+)\), sin_addr=inet_addr\("([^"]+)"\)')
IPV6 = re.compile(r'sa_family=AF_INET6, sin6_port=htons\((\d+)\).*?inet_pton\(AF_INET6, "([^"]+)"')
# Sockets of this machine that look names up elsewhere for whoever asks.
RESOLVERS = ("io.systemd.Resolve", "/run/avahi-daemon", "/dnsmasq")
DNS = 53


@dataclass(frozen=True)
class Attempt:
    """An address that was tried, and the line that says so."""

    address: str
    line: str


def attempts(trace: str) -> list[Attempt]:
    """Every try to reach something outside this machine, name lookups included."""
    found = []
    for line in trace.splitlines():
        for port, address in (*IPV4.findall(line), *IPV6.findall(line)):
            if not _local(address) or int(port) == DNS:
                found.append(Attempt(f"{address} port {port}", line.strip()))
        if "AF_UNIX" in line and any(one in line for one in RESOLVERS):
            found.append(Attempt("a resolver on this machine", line.strip()))
    return found


def _local(address: str) -> bool:
    parsed = ipaddress.ip_address(address)
    mapped = getattr(parsed, "ipv4_mapped", None)
    return (mapped or parsed).is_loopback
