"""One file per library; this one names them, and imports a library only when it is asked for."""

from importlib import import_module

from benchmarks.peers.base import Peer

# name in tables and in --only: (file, class, what the class is given)
PEERS: dict[str, tuple[str, str, dict[str, object]]] = {
    "plain loop": ("plain", "Plain", {}),
    "asyncio": ("asyncio_", "Asyncio", {}),
    "asyncio eager": ("asyncio_", "AsyncioEager", {}),
    "asyncio + uvloop": ("uvloop_", "Uvloop", {}),
    "asyncio + aiohttp": ("aiohttp_", "Aiohttp", {}),
    "asyncio + aiohttp + uvloop": ("uvloop_", "UvloopAiohttp", {}),
    "asyncio.run_coroutine_threadsafe": ("asyncio_", "AsyncioFromThread", {}),
    "concurrent.futures": ("futures", "Futures", {}),
    "concurrent.futures, callbacks": ("futures", "FuturesByCallback", {}),
    "graphlib + threads by hand": ("graphlib_", "Graphlib", {}),
    "joblib threads": ("joblib_", "Joblib", {}),
    "dask threaded": ("dask_", "Dask", {}),
    "dask delayed": ("dask_", "DaskDelayed", {}),
    "parsl threads": ("parsl_", "Parsl", {}),
    "headway inline": ("headway_", "Headway", {"on": "inline"}),
    "headway thread": ("headway_", "Headway", {"on": "thread"}),
    "headway auto": ("headway_", "Headway", {"on": "auto"}),
    "headway inline, observed": ("headway_", "HeadwayObserved", {"on": "inline"}),
    "headway inline, from async code": ("headway_", "HeadwayFromAsync", {"on": "inline"}),
    "headway async def": ("headway_", "HeadwayCoroutines", {}),
    "headway async def, from sync code": ("headway_", "HeadwayCoroutinesFromSync", {}),
    "headway async def + aiohttp": ("headway_aiohttp", "HeadwayAiohttp", {}),
    "hand-written ideal": ("ideal", "Ideal", {}),
    "hand-written, step by step": ("ideal", "IdealByStep", {}),
    "concurrent.futures processes": ("processes", "Processes", {}),
    "concurrent.futures processes, map": ("processes", "ProcessesMap", {}),
    "loky": ("loky_", "Loky", {}),
    "joblib + loky": ("joblib_processes", "JoblibProcesses", {}),
    "mpire": ("mpire_", "Mpire", {}),
    "dask distributed": ("distributed_", "Distributed", {}),
    "ray": ("ray_", "Ray", {}),
    "parsl processes": ("parsl_", "ParslProcesses", {}),
    "headway process": ("headway_processes", "HeadwayProcesses", {}),
}


def make(name: str) -> Peer:
    """The library of that name, imported.

    Raises:
        KeyError: no library has that name.
        ModuleNotFoundError: it is not installed here.
    """
    file, kind, options = PEERS[name]
    peer = getattr(import_module(f"benchmarks.peers.{file}"), kind)(**options)
    assert isinstance(peer, Peer)
    return peer
