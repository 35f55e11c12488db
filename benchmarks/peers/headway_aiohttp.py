"""Headway with aiohttp: `async def` functions whose bodies use the user's own session, on the user's own loop."""
# ruff: noqa: D102  the methods are Peer's, which documents them

from benchmarks.fetch import fetch_async
from benchmarks.peers.aiohttp_ import Aiohttp, connected
from headway import gather, task


class HeadwayAiohttp(Aiohttp):
    """As asyncio does it, but every request is a task."""

    async def fetch_on_loop(self, port: int, numbers: range, at_most: int | None) -> list[int]:
        ask = task(fetch_async)
        async with connected(at_most) as session:
            return list(await gather(*[ask(session, port, number) for number in numbers]))
