"""The janitor: nothing stays behind, however a run ends, and nobody else's process is touched."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.faults import janitor
from tests.faults.processes import ROOT

RUN = """
import json, os, signal, sys
from tests.faults.processes import Place
with Place() as place:
    family = place.run("family", ["sh", "-c", "sleep 300 & sleep 300; true"])
    stopped = place.run("stopped", ["sleep", "300"])
    stopped.send(signal.SIGSTOP)
    while len(family.tree()) < 3:
        pass
    print(json.dumps([str(place.folder), [*family.tree(), *stopped.tree()]]), flush=True)
    {end}
"""


def _play(end: str) -> tuple[Path, list[int]]:
    """A run that ends like this: its folder and the pids that it started."""
    command = [sys.executable, "-c", RUN.format(end=end)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=False, env=dict(os.environ))
    folder, pids = json.loads(done.stdout)
    return Path(folder), pids


def _all_gone(folder: Path, pids: list[int]) -> bool:
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        if not folder.exists() and not any(map(janitor.is_running, pids)):
            return True
        time.sleep(0.05)
    return False


def test_a_run_that_ends_leaves_nothing() -> None:
    assert _all_gone(*_play("pass"))


def test_a_run_that_is_killed_leaves_nothing() -> None:
    assert _all_gone(*_play("os.kill(os.getpid(), signal.SIGKILL)"))


def test_a_process_that_only_has_the_number_of_ours_is_left_alone() -> None:
    with subprocess.Popen(["sleep", "300"]) as other:
        janitor.clean([(other.pid, "another birth", signal.SIGTERM)], "")
        assert janitor.is_running(other.pid)
        other.kill()
