"""The same bits on every processor: compiled for old and new instruction sets, a run is the same run.

Each instruction set compiles the model anew, with a cache of its own, so this takes minutes.
"""

import os
import platform
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from llvmlite import binding

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = Path(__file__).with_name("oracle.py")
RUN = ("shanghai/actual", "300", "12", "registers")
WHOLE = {"NUMBA_CPU_NAME": "x86-64-v4", "NUMBA_CPU_FEATURES": "-prefer-256-bit"}
OTHERS = {
    "generic": ({"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""}, "xmm"),
    "x86-64-v3": ({"NUMBA_CPU_NAME": "x86-64-v3", "NUMBA_CPU_FEATURES": ""}, "ymm"),
}

pytestmark = [
    pytest.mark.evidence,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(
        platform.machine() != "x86_64" or not binding.get_host_cpu_features().get("avx512f"),
        reason="this processor has no AVX-512 to switch on and off",
    ),
]


def tables(cache: Path, settings: dict[str, str], **more: str) -> tuple[str, list[str]]:
    """Widest registers of a run and the digest of each of its tables, compiled anew into a cache."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("NUMBA_", "NPY_"))}
    whole = {**environment, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(cache), **settings, **more}
    command = [sys.executable, "-W", "ignore", str(SCRIPT), *RUN]
    done = subprocess.run(command, cwd=ROOT, env=whole, capture_output=True, text=True, check=True)
    said = done.stdout.splitlines()
    assert list((cache / "creditsim").glob("*/**/*.nbc")), "compiled into the cache of its own"
    widest = next(line for line in said if line.startswith("registers"))
    return widest.split()[1], [line for line in said if line != widest]


@pytest.fixture(scope="module")
def with_avx_512(tmp_path_factory):
    return tables(tmp_path_factory.mktemp("v4"), WHOLE)


@pytest.mark.parametrize("processor", sorted(OTHERS))
def test_a_run_is_the_same_bits_with_avx_512_on_and_off(with_avx_512, tmp_path, processor):
    settings, wanted = OTHERS[processor]
    dispatched = np.show_config(mode="dicts")["SIMD Extensions"]["found"]
    widest, digests = tables(tmp_path, settings, NPY_DISABLE_CPU_FEATURES=" ".join(dispatched))
    assert (with_avx_512[0], widest) == ("zmm", wanted)
    assert len(digests) > 100
    assert digests == with_avx_512[1]
