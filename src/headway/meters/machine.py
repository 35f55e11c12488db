"""What this process may use of the machine: processors, memory, GPUs; and how busy it keeps them.

Linux's control groups and ``/proc`` are read where they are there; elsewhere the answers are the plain ones of the
standard library, and what can't be known counts as unlimited.
"""

from __future__ import annotations

import os
import time
from math import ceil

_GROUP = "/sys/fs/cgroup/"


def cores() -> int:
    """Processors that this process may use: min(affinity, control-group quota), rounded up, at least 1."""
    affinity = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(affinity, ceil(_quota() or affinity)))


def _quota() -> float | None:
    words = _words(_GROUP + "cpu.max")
    if len(words) == 2 and words[0] != "max":
        return float(words[0]) / float(words[1])
    quota, period = _words(_GROUP + "cpu/cpu.cfs_quota_us"), _words(_GROUP + "cpu/cpu.cfs_period_us")
    if quota and period and float(quota[0]) > 0:
        return float(quota[0]) / float(period[0])
    return None


def memory_limit_bytes() -> float:
    """The memory that this process may use: the smaller of its control group's limit and the machine's memory."""
    limits = [
        float(w[0])
        for w in (_words(_GROUP + "memory.max"), _words(_GROUP + "memory/memory.limit_in_bytes"))
        if w and w[0] != "max"
    ]
    return min([*limits, _meminfo().get("MemTotal", float("inf"))])


def free_memory_share() -> float:
    """The share of the memory limit that is free, from 0 to 1 (1 where it can't be known)."""
    info = _meminfo()
    shares = [info["MemAvailable"] / info["MemTotal"]] if "MemAvailable" in info and info.get("MemTotal") else []
    limit, current = _words(_GROUP + "memory.max"), _words(_GROUP + "memory.current")
    if limit and current and limit[0] != "max":
        used = float(current[0]) - _stat("inactive_file")  # the page cache gives way by itself
        shares.append(1.0 - used / float(limit[0]))
    return max(0.0, min(shares, default=1.0))


def gpus() -> int:
    """The number of visible GPUs (``CUDA_VISIBLE_DEVICES`` where it is set, else the NVIDIA devices that there are)."""
    visible = os.environ.get("CUDA_VISIBLE_DEVICES")
    if visible is not None:
        return len([part for part in visible.split(",") if part.strip() not in ("", "-1")])
    if not os.path.isdir("/dev"):
        return 0
    return len([name for name in os.listdir("/dev") if name[:6] == "nvidia" and name[6:].isdigit()])


def capacity() -> dict[str, float]:
    """What a session has unless it is told: the visible GPUs, and the memory that this process may use (in GB)."""
    return {"gpu": float(gpus()), "memory_gb": memory_limit_bytes() / 1e9}


def children_cpu_s() -> float:
    """CPU seconds that the living child processes of this one have used so far."""
    return sum(_child_cpu_s(pid) for pid in _children())


def thread_busy_s(ident: int, native_id: int) -> float:
    """Seconds that a thread of this process has computed, or could have if a processor had been free (0: unknown)."""
    if not hasattr(time, "pthread_getcpuclockid"):
        return 0.0
    try:
        cpu_s = time.clock_gettime(time.pthread_getcpuclockid(ident))
    except OSError:  # the thread has ended
        return 0.0
    return cpu_s + queued_s(native_id)


def queued_s(native_id: int) -> float:
    """Seconds that a thread of this process was ready to run while all processors were taken (0 where unknown)."""
    words = _words(f"/proc/self/task/{native_id}/schedstat")
    return int(words[1]) / 1e9 if len(words) == 3 else 0.0


def _children() -> list[str]:
    try:
        threads = os.listdir("/proc/self/task")
    except OSError:  # not Linux
        return []
    return [pid for thread in threads for pid in _words(f"/proc/self/task/{thread}/children")]


def _child_cpu_s(pid: str) -> float:
    words = _words(f"/proc/{pid}/stat")
    fields = words[-50:]  # the name, the second word, may hold blanks: count from the end
    if len(fields) < 50:  # it has ended meanwhile
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _words(path: str) -> list[str]:
    try:
        with open(path) as file:
            return file.read().split()
    except OSError:  # not on this machine
        return []


def _meminfo() -> dict[str, float]:
    words = _words("/proc/meminfo")
    return {
        words[i][:-1]: float(words[i + 1]) * 1024
        for i in range(len(words) - 1)
        if words[i] in ("MemTotal:", "MemAvailable:")
    }


def _stat(name: str) -> float:
    words = _words(_GROUP + "memory.stat")
    return float(words[words.index(name) + 1]) if name in words else 0.0
