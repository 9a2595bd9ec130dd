# SPDX-License-Identifier: Apache-2.0
"""A program on a terminal of its own, and what a person would see on it.

Understands what hsflowctl top writes, and fails on anything else: so a name
from the network that reaches the terminal as a control shows.
"""

import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import termios
import threading

from lab import LIMIT, wait_until

ENTER = "\033[?1049h\033[?25l\033[?7l\033[2J"
LEAVE = "\033[0m\033[?7h\033[?25h\033[?1049l"
SEQUENCE = re.compile(r"\033\[[?0-9;]*[A-Za-z]")


class Screen:
    def __init__(self, argv, width=80, height=24, keys=True):
        """Without keys, the terminal is only written to."""
        self.master, slave = pty.openpty()
        self.slave = slave  # kept, to see how the terminal was left
        self.resize(width, height)
        self.before = termios.tcgetattr(slave)
        self.raw = b""
        env = dict(os.environ, TERM="xterm")

        def own_terminal():
            os.setsid()
            if keys:
                fcntl.ioctl(0, termios.TIOCSCTTY, 0)
        self.popen = subprocess.Popen(
            [str(a) for a in argv], stdout=slave, stderr=slave,
            stdin=slave if keys else subprocess.DEVNULL, env=env,
            preexec_fn=own_terminal)
        self._reading = threading.Event()
        self._reading.set()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self):
        while True:
            self._reading.wait()
            try:
                data = os.read(self.master, 65536)
            except OSError:
                return
            if not data:
                return
            self.raw += data

    def text(self):
        return self.raw.decode()

    def resize(self, width, height):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ,
                    struct.pack("HHHH", height, width, 0, 0))

    def type(self, keys):
        os.write(self.master, keys.encode())

    def frames(self):
        """Whole screens, each a list of lines."""
        text = self.text()
        found = []
        for part in text.split("\033[H")[1:]:
            body, end, _ = part.partition("\033[J")
            if end:
                # The terminal adds a return to each newline.
                lines = SEQUENCE.sub("", body).split("\r\r\n")
                assert all(c.isprintable() for line in lines for c in line)
                found.append(lines)
        return found

    def wait_frame(self, predicate, what):
        """The first screen from now on that fits."""
        known = len(self.frames())

        def fits():
            return next((f for f in self.frames()[known:] if predicate(f)),
                        None)
        return wait_until(fits, f"{what}:\n{self.text()[-3000:]!r}")

    def wait_text(self, text):
        wait_until(lambda: text in self.text(), repr(text))

    def wait(self):
        return self.popen.wait(LIMIT)

    def signal(self, signo):
        self.popen.send_signal(signo)

    def restored(self):
        """Is the terminal as it was, by its settings and its looks?"""
        wait_until(lambda: self.text().count(LEAVE) ==
                   self.text().count(ENTER), "the sequence of leaving")
        after = self.text().rpartition(LEAVE)[2]
        return termios.tcgetattr(self.slave) == self.before and \
            ENTER not in after and "\033[H" not in after

    def close(self):
        if self.popen.poll() is None:
            self.popen.send_signal(signal.SIGKILL)
            self.popen.wait()
        os.close(self.slave)
        self._thread.join(LIMIT)
        os.close(self.master)
