"""What the fork server imports before it forks workers.

An interrupt that comes while it imports is the program's to answer: the server stays silent, and
its workers are interrupted as any process. What is imported stays to the end, so no worker looks
for garbage in it.
"""

import gc
import signal

_before = signal.signal(signal.SIGINT, signal.SIG_IGN)
gc.disable()

import sim.comparison  # noqa: E402, F401

signal.signal(signal.SIGINT, _before)
gc.freeze()
gc.enable()
