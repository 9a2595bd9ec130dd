# SPDX-License-Identifier: Apache-2.0
import tempfile

import pytest

import lab as lab_module


@pytest.fixture
def lab():
    # Not below pytest's own folder, where only root may look.
    with tempfile.TemporaryDirectory(prefix="hsflowd-test-") as folder:
        bench = lab_module.Lab(folder)
        bench.folder.chmod(0o755)
        try:
            yield bench
        finally:
            bench.close()
