# SPDX-License-Identifier: Apache-2.0
"""Tests that run side by side: each has a host of its own in namespaces of its
own, and mostly waits for the next round.

    @beside
    def test_something(host): ...

makes a pytest test of it. The first one that is run starts all that are
selected; each reports what became of it when its turn comes.
"""

import concurrent.futures
import functools
import pathlib
import tempfile

from lab import Lab
from xen_host import XenHost

WORKERS = 16  # hosts at a time


class _Pool:
    def __init__(self):
        self.executor = None
        self.futures = {}

    def start(self, session):
        """Once; in the order in which pytest will ask."""
        if self.executor is not None:
            return
        self.executor = concurrent.futures.ThreadPoolExecutor(WORKERS)
        session.config.add_cleanup(
            lambda: self.executor.shutdown(cancel_futures=True))
        for item in session.items:
            body = getattr(getattr(item, "function", None), "beside", None)
            if body is not None:
                self.futures[body] = self.executor.submit(_run, body)


_pool = _Pool()


def _run(body):
    """(what it has raised, the logs of its programs)"""
    with tempfile.TemporaryDirectory(prefix="hsflowd-test-") as folder:
        pathlib.Path(folder).chmod(0o755)
        lab = Lab(folder)
        try:
            body(XenHost(lab))
            return None, ""
        except BaseException as error:  # pylint: disable=broad-except
            return error, "".join(
                f"--- {log.name}\n{log.read_text(errors='replace')[-8000:]}"
                for log in sorted(lab.folder.glob("*.log")))
        finally:
            lab.close()


def beside(body):
    def test(request):
        _pool.start(request.session)
        error, logs = _pool.futures[body].result()
        if error is not None:
            print(logs)
            raise error
    functools.update_wrapper(test, body)
    # pytest would look for fixtures in the body's own parameters.
    del test.__wrapped__
    test.beside = body
    return test
