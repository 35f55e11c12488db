"""asyncio on uvloop's event loop."""

import uvloop

from benchmarks.peers.aiohttp_ import Aiohttp
from benchmarks.peers.asyncio_ import Asyncio


class Uvloop(Asyncio):
    """The same code on another loop."""

    loop_factory = uvloop.new_event_loop


class UvloopAiohttp(Aiohttp):
    """aiohttp on that loop."""

    loop_factory = uvloop.new_event_loop
