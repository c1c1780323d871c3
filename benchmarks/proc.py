"""What the kernel says of processes: memory and processor time of a process and all that it has started (Linux)."""

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")
_MEGA = 1_000_000
_PARENT, _USER, _SYSTEM, _USER_WAITED, _SYSTEM_WAITED = 1, 11, 12, 13, 14  # fields after the name, proc(5)


@dataclass(frozen=True)
class Memory:
    """In MB. `rss` counts shared pages once for each process, `pss` once for all that share them."""

    rss: float = 0.0
    pss: float = 0.0

    def most(self, other: "Memory") -> "Memory":
        """The greater of each."""
        return Memory(max(self.rss, other.rss), max(self.pss, other.pss))


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def tree(pids: Iterable[int]) -> list[int]:
    """These processes and all their living descendants."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                parents[int(entry.name)] = int(_stat(int(entry.name))[_PARENT])
    found, new = set[int](), set(pids) & parents.keys()
    while new:
        found |= new
        new = {pid for pid, parent in parents.items() if parent in new} - found
    return sorted(found)


def memory(pids: Iterable[int]) -> Memory:
    """Of these processes and their descendants together, now. Without /proc/PID/smaps_rollup nothing: zeros."""
    rss = pss = 0
    for pid in tree(pids):
        with suppress(OSError):  # it ended meanwhile
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            sizes = {line.split(":")[0]: int(line.split()[1]) * 1024 for line in lines if line.endswith("kB")}
            rss, pss = rss + sizes["Rss"], pss + sizes["Pss"]
    return Memory(rss / _MEGA, pss / _MEGA)


def cpu_seconds(pids: Iterable[int]) -> float:
    """Processor time so far of these processes, their descendants, and those of them that have ended."""
    ticks = 0
    for pid in tree(pids):
        with suppress(OSError):
            fields = _stat(pid)
            ticks += sum(int(fields[n]) for n in (_USER, _SYSTEM, _USER_WAITED, _SYSTEM_WAITED))
    return ticks / _TICK
