"""Cleans up behind a run, however the run ends: started first, it waits for its standard input to close.

Standard input: ``process <pid> <signal>`` for every process started, the signal that ends it in order. When the input
closes (the run is over, or was killed) what is still there is ended with its children, then the folder is removed.
A process is known by pid and start time, so a number used again is never mistaken for ours.
"""

import contextlib
import os
import shutil
import signal
import sys
import time
from pathlib import Path

GENTLE_SECONDS = 5.0


def birth_of(pid: int) -> str:
    """When the process started, in clock ticks; empty when there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


def is_running(pid: int) -> bool:
    """Whether the process is there and more than a zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (OSError, IndexError):
        return False


def children_of(pid: int) -> list[int]:
    """All descendants, nearest first."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, IndexError, ValueError):
                continue
            parents.setdefault(parent, []).append(int(entry.name))
    found, frontier = [], [pid]
    while frontier:
        frontier = [child for parent in frontier for child in parents.get(parent, [])]
        found += frontier
    return found


def send(pid: int, what: int) -> None:
    """A signal, if there is anybody to hear it."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, what)


def clean(roots: list[tuple[int, str, int]], folder: str) -> None:
    """End every process of ours that is left and remove the folder."""
    ours = [(pid, gentle) for pid, birth, gentle in roots if birth and birth_of(pid) == birth]
    trees = {pid: [pid, *children_of(pid)] for pid, _ in ours}
    for pid, gentle in ours:
        send(pid, gentle)
        for each in trees[pid]:
            send(each, signal.SIGCONT)  # what a fault has stopped could not end
    everybody = [each for tree in trees.values() for each in tree]
    deadline = time.monotonic() + GENTLE_SECONDS
    while any(map(is_running, everybody)) and time.monotonic() < deadline:
        time.sleep(0.1)
    for each in everybody:
        send(each, signal.SIGKILL)
    if folder:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    """Listen until the run is over, then clean up."""
    for interrupt in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(interrupt, signal.SIG_IGN)
    folder, roots = "", []
    for line in sys.stdin:
        word, _, rest = line.strip().partition(" ")
        if word == "folder":
            folder = rest
        elif word == "process":
            pid, gentle = map(int, rest.split())
            roots.append((pid, birth_of(pid), gentle))
    clean(roots, folder)


if __name__ == "__main__":
    main()
