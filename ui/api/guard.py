"""Who is let in: a loopback Host header, the bearer token, and bodies of a sane size.

It stands before FastAPI, which would otherwise read a whole body before it looks at the token.
"""

from __future__ import annotations

import hmac
import json
from typing import TYPE_CHECKING

from ui.api.problems import problem

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
OPEN_PATHS = frozenset({"/health", "/docs", "/openapi.json"})
OPEN_FOLDERS = ("/docs/assets/",)
JSON_BYTES = 1024 * 1024
HEADERS = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)


def host_name(header: str) -> str:
    """Return the name in a Host header, without port and brackets, in lower case."""
    if header.startswith("["):
        return header[1:].partition("]")[0].lower()
    return header.partition(":")[0].lower()


class Guard:
    """ASGI middleware: refuses what has no business here, and marks every reply as not to be stored."""

    def __init__(self, app: ASGIApp, *, token: str, upload_bytes: int) -> None:
        self.app = app
        self._expected = f"Bearer {token}".encode()
        self._upload_bytes = upload_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *HEADERS]
            await send(message)

        refusal = self._refusal(scope)
        if refusal is None:
            await self.app(scope, receive, marked)
            return
        status, body = refusal
        content = json.dumps(body).encode()
        headers = [(b"content-type", b"application/json")]
        headers.append((b"content-length", str(len(content)).encode()))
        if status == 401:
            headers.append((b"www-authenticate", b"Bearer"))
        await marked({"type": "http.response.start", "status": status, "headers": headers})
        await marked({"type": "http.response.body", "body": content})

    def _refusal(self, scope: Scope) -> tuple[int, dict[str, str]] | None:
        headers = dict(scope["headers"])
        if host_name(headers.get(b"host", b"").decode("latin-1")) not in LOOPBACK_NAMES:
            return 400, problem(
                "This address is not served here.",
                "Use http://127.0.0.1 or http://localhost with the server's port.",
            )
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        if path in OPEN_PATHS or path.startswith(OPEN_FOLDERS):
            return None
        if not hmac.compare_digest(headers.get(b"authorization", b""), self._expected):
            return 401, problem(
                "The token is missing or wrong.",
                "Send `Authorization: Bearer` with the content of server.token in the data folder.",
            )
        return self._too_large(headers)

    def _too_large(self, headers: dict[bytes, bytes]) -> tuple[int, dict[str, str]] | None:
        multipart = headers.get(b"content-type", b"").startswith(b"multipart/form-data")
        limit = self._upload_bytes if multipart else JSON_BYTES
        length = headers.get(b"content-length")
        if length is None:
            # A body of unannounced length could grow without end.
            chunked = b"transfer-encoding" in headers
            return (411, problem("The request must say how long it is.", "")) if chunked else None
        if not length.isdigit() or int(length) > limit:
            return 413, problem(
                f"The request is larger than {limit // 2**20} MiB.",
                "Send fewer files at a time, or raise KB_SERVER__MAX_UPLOAD_MB.",
            )
        return None
