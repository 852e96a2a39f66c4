"""numba without what no kernel needs: nothing that it can do is lost."""

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
COMPILED = """
import sim.engine.compiler as compiler
from numba.core import event
from numba.core.base import ll

heard = []

class Ear(event.Listener):
    def on_start(self, event): heard.append(event.kind)
    def on_end(self, event): heard.append(event.kind)

@compiler.njit
def double(x):
    return 2.0 * x

ears = [event.install_listener(f"numba:{kind}", Ear()) for kind in ("llvm_lock", "compile")]
with ears[0], ears[1]:
    assert double(1.5) == 3.0
print(sorted(set(heard)), len(ll.ffi.lib._lock._cblist))
"""


def test_calls_of_llvm_are_not_announced_and_compiling_still_is():
    found = subprocess.run(
        [sys.executable, "-c", COMPILED],
        env={"PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert found.strip() == "['numba:compile'] 0"
