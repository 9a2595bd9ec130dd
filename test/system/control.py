# SPDX-License-Identifier: Apache-2.0
"""Asking the daemons' control sockets, as curl and hsflowctl do."""

import http.client
import json
import os
import socket
import subprocess

from lab import BUILD, wait_until

LIMIT = 60  # seconds


class _Connection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=LIMIT)
        self.path = str(path)

    def connect(self):
        self.sock = connect(self.path)


def connect(path):
    """A stream; waits its turn where the socket is busy."""
    stream = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        stream.connect(str(path))
    except OSError:
        stream.close()
        raise
    stream.settimeout(LIMIT)
    return stream


def get(path, page):
    """HTTP status, Content-Type and text of one page."""
    connection = _Connection(path)
    try:
        connection.request("GET", page)
        answer = connection.getresponse()
        return (answer.status, answer.getheader("Content-Type"),
                answer.read().decode())
    finally:
        connection.close()


def status(path):
    code, kind, text = get(path, "/status")
    assert (code, kind) == (200, "application/json"), text
    return json.loads(text)


def metrics_of(text):
    """'name{labels}' to value."""
    return {line.rsplit(" ", 1)[0]: float(line.rsplit(" ", 1)[1])
            for line in text.splitlines() if not line.startswith("#")}


def metrics(path):
    code, kind, text = get(path, "/metrics")
    assert code == 200 and kind.startswith("text/plain; version=0.0.4")
    return metrics_of(text)


def wait_status(path, fits, what):
    """The first status that fits."""
    def there():
        try:
            now = status(path)
        except OSError:
            return None
        return now if fits(now) else None
    return wait_until(there, f"a status: {what}")


def hsflowctl(hsflowd, sflowovsd, *more, before=()):
    """Exit status and output of hsflowctl status."""
    done = subprocess.run(
        [*before, BUILD / "hsflowctl", "status", "--hsflowd", str(hsflowd),
         "--sflowovsd", str(sflowovsd), *more],
        capture_output=True, text=True, check=False, timeout=LIMIT,
        env=dict(os.environ, LC_ALL="C"))
    return done.returncode, done.stdout + done.stderr
