"""What a person does with the library, from the model's export to an answer on the page.

Run by test_no_egress.py in a network of its own, under strace. Only the loopback is there; the first thing
done is to switch it on.

Usage: python -m tests.offline.round_trip FOLDER, with KB_HOME, KB_KEY_FILE and KB_MODEL_CACHE set.
"""

from __future__ import annotations

import fcntl
import http.client
import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
KB = [sys.executable, "-m", "ui.cli.main"]
QUESTION = "What blood pressure target is recommended in chronic kidney disease?"
SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 0x1
START_SECONDS = 300.0


def switch_on_loopback() -> None:
    """What `ip link set lo up` does, without needing that program."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
        request = struct.pack("16sH14x", b"lo", 0)
        flags = struct.unpack("16sH14x", fcntl.ioctl(handle, SIOCGIFFLAGS, request))[1]
        fcntl.ioctl(handle, SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", flags | IFF_UP))


def kb(*words: str) -> Any:
    """Run a command; return its JSON."""
    told = subprocess.run(
        [*KB, *words, "--json"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    ).stdout
    return json.loads(told)


def lay_out(folder: Path) -> None:
    """A PDF, a file of lines and a note."""
    (folder / "papers").mkdir()
    (folder / "notes").mkdir()
    shutil.copy(ROOT / "corpora" / "literature" / "hypertension-in-ckd.pdf", folder / "papers")
    shutil.copy(ROOT / "corpora" / "records" / "s05-visit-asthma.txt", folder / "notes")
    (folder / "papers" / "more.jsonl").write_text(
        json.dumps({"_id": "1", "title": "Gout", "text": "Colchicine is used in acute gout."})
        + "\n"
    )


def alone(folder: Path) -> None:
    """The command line with no server running."""
    assert kb("ingest", str(folder / "papers"))["added"] == 2
    notes = ["ingest", str(folder / "notes"), "--collection", "records"]
    assert kb(*notes, "--attest-deidentified", "sample notes: invented patients")["added"] == 1
    assert kb("search", QUESTION)
    ask()
    assert kb("reindex")
    subprocess.run([*KB, "doctor"], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)


def ask() -> None:
    answer = kb("ask", QUESTION)
    assert not answer["abstained"], answer
    assert answer["writer"] == "extractive"
    assert answer["citations"]


def served(folder: Path) -> None:
    """The page and the API, as a browser and the command line use them."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    output = folder / "server.txt"
    with output.open("w") as file:
        server = subprocess.Popen(
            [*KB, "serve", "--port", str(port), "--no-browser"],
            cwd=ROOT,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        deadline = time.monotonic() + START_SECONDS
        while "Ctrl-C stops it" not in output.read_text():
            assert server.poll() is None, output.read_text()
            assert time.monotonic() < deadline, output.read_text()
            time.sleep(0.2)
        assert get(port, "/") == 200
        assert get(port, "/api/health") == 200
        assert get(port, "/", host="evil.example") >= 400
        open_the_page(port)
        knock_from_outside(port)
        ask()
        (folder / "papers" / "late.txt").write_text("Zanzibarium is a sample medicine.")
        assert kb("ingest", str(folder / "papers"))["added"] == 1
    finally:
        server.send_signal(signal.SIGTERM)
        assert server.wait(60) == 0, output.read_text()


def get(port: int, path: str, *, host: str | None = None) -> int:
    """The status of a page."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Host": host} if host else {})
    status = connection.getresponse().status
    connection.close()
    return status


def open_the_page(port: int) -> None:
    """Have the page's script run to its end, as a browser that opens it does."""
    from streamlit.proto.BackMsg_pb2 import BackMsg
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
    from websockets.sync.client import connect

    origin = f"http://127.0.0.1:{port}"
    with connect(
        f"ws://127.0.0.1:{port}/_stcore/stream",
        origin=origin,  # type: ignore[arg-type]
        subprotocols=["streamlit"],  # type: ignore[list-item]
        max_size=None,
    ) as page:
        message = BackMsg()
        message.rerun_script.query_string = ""
        page.send(message.SerializeToString())
        while True:
            told = ForwardMsg()
            told.ParseFromString(page.recv(timeout=120))  # type: ignore[arg-type]
            if told.WhichOneof("type") == "script_finished":
                assert told.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
                return


def knock_from_outside(port: int) -> None:
    """A page of another site that tries the door: Streamlit would ask the internet who it is."""
    from websockets.exceptions import WebSocketException
    from websockets.sync.client import connect

    try:
        with connect(
            f"ws://127.0.0.1:{port}/_stcore/stream",
            origin="http://evil.example",  # type: ignore[arg-type]
            subprotocols=["streamlit"],  # type: ignore[list-item]
        ):
            raise AssertionError("a foreign page was let in")
    except WebSocketException:
        pass


def main(folder: Path) -> None:
    """All of it, in a network that must have no way out."""
    switch_on_loopback()
    try:
        # 192.0.2.0/24 is reserved for documentation; TEST-NET-1, RFC 5737.
        socket.create_connection(("192.0.2.1", 80), timeout=2).close()
    except OSError:
        pass
    else:
        raise AssertionError("this network leads outside; the proof would prove nothing")
    print("no way out", flush=True)
    lay_out(folder)
    subprocess.run([sys.executable, "-m", "kb.search.prepare"], cwd=ROOT, check=True)
    print("model prepared", flush=True)
    alone(folder)
    print("command line done", flush=True)
    served(folder)
    print("server done", flush=True)


if __name__ == "__main__":
    os.environ.setdefault("PYTHONPATH", str(ROOT))
    main(Path(sys.argv[1]))
