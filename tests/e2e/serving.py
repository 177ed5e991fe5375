"""Run by the browser tests: fill a small library if it is empty, then serve it as `kb serve` does.

Arguments: port, file for outside addresses, then the files to begin with. Whatever this process tries to
reach outside the machine is written to that file.
"""

from __future__ import annotations

import ipaddress
import os
import sys
from pathlib import Path
from typing import Any


def watch(report: Path) -> None:
    """Write down every connection and every name lookup that would leave this machine."""

    def outside(host: object) -> bool:
        if not isinstance(host, str) or host in ("", "localhost"):
            return False
        try:
            return not ipaddress.ip_address(host.split("%")[0]).is_loopback
        except ValueError:
            return True

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        host: object = None
        if event in ("socket.connect", "socket.sendto") and isinstance(arguments[1], tuple):
            host = arguments[1][0]
        elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
            host = arguments[0]
        if host is not None and outside(host):
            with report.open("a", encoding="utf-8") as file:
                file.write(f"{event} {host}\n")

    sys.addaudithook(hook)


def main() -> None:
    """Fill and serve."""
    port, report, files = int(sys.argv[1]), Path(sys.argv[2]), [Path(name) for name in sys.argv[3:]]
    watch(report)

    from kb.offline import go_offline

    go_offline()
    from ingest.pipeline import Ingestor
    from kb.access.local import local_principal
    from kb.library import Library
    from kb.settings import Settings
    from ui.web.server import serve

    settings = Settings.load(ingest={"workers": 1})
    if files:
        with Library.open(settings, wait_seconds=10) as library:
            ingestor = Ingestor(library, local_principal())
            notes = [path for path in files if path.suffix != ".pdf"]
            ingestor.run([path for path in files if path.suffix == ".pdf"])
            if notes:
                ingestor.run(notes, collection="records", attested_by="The test's author")
    serve(settings, port=port)
    print("stopped cleanly", flush=True)


if __name__ == "__main__":
    os.umask(0o077)
    main()
