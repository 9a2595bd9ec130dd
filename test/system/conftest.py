# SPDX-License-Identifier: Apache-2.0
import signal
import tempfile

import pytest

import lab as lab_module
from ovs import Ovs
from ovsd import Daemon


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    if call.when == "call":
        item.failed = outcome.get_result().failed


@pytest.fixture
def lab(request):
    # Not below pytest's own folder, where only root may look.
    with tempfile.TemporaryDirectory(prefix="hsflowd-test-") as folder:
        bench = lab_module.Lab(folder)
        bench.folder.chmod(0o755)
        try:
            yield bench
        finally:
            if getattr(request.node, "failed", False):
                for log in sorted(bench.folder.glob("*.log")):
                    print(f"--- {log.name}\n"
                          f"{log.read_text(errors='replace')[-8000:]}")
            bench.close()


@pytest.fixture
def switch():
    """A private Open vSwitch."""
    with Ovs() as private:
        yield private


@pytest.fixture
def daemon(switch):  # pylint: disable=redefined-outer-name
    """sflowovsd for it, not started."""
    sflowovsd = Daemon(switch)
    yield sflowovsd
    sflowovsd.stop(signal.SIGKILL)
