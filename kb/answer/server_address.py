"""Which model servers may be spoken to: this machine, and hosts that the administrator has named.

The address is taken apart and put together again, so that what was checked is what is used: no user
name, no query, no second reading of a backslash. 'localhost' becomes 127.0.0.1, as a name could be made
to point elsewhere.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from urllib.parse import urlsplit

from kb.errors import SettingsError


def checked_address(url: str, local_hosts: Sequence[str], *, setting: str) -> str:
    """The address, made of what was checked, without a slash at the end.

    Args:
        url: scheme, host and perhaps a port and a path.
        local_hosts: hosts inside the building, names or IP addresses, that may serve a model.
        setting: the name of the setting that holds ``url``, for the message.

    Raises:
        SettingsError: not http or https, malformed, or neither loopback nor among ``local_hosts``.
    """
    hint = f"Set {setting} to an address such as http://127.0.0.1:11434."
    odd = any(char.isspace() or not char.isprintable() or char in "\\@?#" for char in url)
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        odd, host, port = True, "", None
    if odd or not host or parts.scheme not in ("http", "https"):
        raise SettingsError(f"{setting} is not the address of a server: {url!r}.", hint=hint)
    if host == "localhost":
        host = "127.0.0.1"
    if not (_is_loopback(host) or host in {_one_form(allowed) for allowed in local_hosts}):
        raise SettingsError(
            f"{setting} points to {host}, which is not this computer. Questions and passages would leave it.",
            hint=f"{hint} If that host stands inside your organisation, name it in KB_MODEL__LOCAL_HOSTS.",
        )
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}{f':{port}' if port else ''}{parts.path.rstrip('/')}"


def _one_form(host: str) -> str:
    """A host as :func:`urlsplit` would give it: lower case, no brackets, no dot at the end."""
    return host.strip().lower().strip("[]").rstrip(".")


def _is_loopback(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)
