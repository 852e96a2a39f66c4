"""Worker processes end with the program that asked for them, however it ends."""

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
WAITING = """
from sim.workers import pool
if __name__ == "__main__":
    workers = pool(2)
    workers.submit(abs, -1).result()
    print("ready", flush=True)
    import time
    time.sleep(600)
"""


def test_a_killed_program_leaves_no_worker_behind(tmp_path):
    script = tmp_path / "waiting.py"
    script.write_text(WAITING)
    program = subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, env={"PYTHONPATH": str(PROJECT)}
    )
    assert program.stdout is not None
    assert program.stdout.readline() == b"ready\n"
    program.kill()
    # Workers hold the same pipe: it ends when the last of them has ended.
    rest, _ = program.communicate(timeout=60)
    assert rest == b""
