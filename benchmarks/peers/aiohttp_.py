"""asyncio with aiohttp: every request is a coroutine, all are gathered at once."""
# ruff: noqa: D102  the methods are Peer's, which documents them

import asyncio
from collections.abc import Callable
from typing import ClassVar

import aiohttp

from benchmarks.fetch import fetch_async
from benchmarks.peers.base import Peer


def connected(at_most: int | None) -> aiohttp.ClientSession:
    """A session that opens `at_most` connections (None: aiohttp's own 100; 0: as many as there are requests)."""
    connector = aiohttp.TCPConnector() if at_most is None else aiohttp.TCPConnector(limit=at_most)
    return aiohttp.ClientSession(connector=connector)


class Aiohttp(Peer):
    """One session for all requests, each a coroutine."""

    loop_factory: ClassVar[Callable[[], asyncio.AbstractEventLoop] | None] = None

    def fetch_all(self, port: int, numbers: range, at_most: int | None) -> list[int]:
        with asyncio.Runner(loop_factory=type(self).loop_factory) as runner:
            return runner.run(self.fetch_on_loop(port, numbers, at_most))

    async def fetch_on_loop(self, port: int, numbers: range, at_most: int | None) -> list[int]:
        """All requests inside one session."""
        async with connected(at_most) as session:
            return await asyncio.gather(*[fetch_async(session, port, number) for number in numbers])
