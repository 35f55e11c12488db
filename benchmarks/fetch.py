"""The HTTP clients of the requests figure: a plain one and one for coroutines, the same for every library."""

import http.client
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import aiohttp

TIMEOUT_S = 60.0


def fetch(port: int, number: int) -> int:
    """Ask the server for a number, over a connection of its own as `urllib` and `requests.get` do."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)
    try:
        connection.request("GET", f"/{number}")
        return int(connection.getresponse().read())
    finally:
        connection.close()


async def fetch_async(session: "aiohttp.ClientSession", port: int, number: int) -> int:
    """Ask the server for a number through a session, whose connections are used again."""
    async with session.get(f"http://127.0.0.1:{port}/{number}") as answer:
        return int(await answer.read())
