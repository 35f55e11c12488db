"""A real HTTP server on the loopback, for the user's own aiohttp session to talk to."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import web


async def _hello(request: web.Request) -> web.Response:
    await asyncio.sleep(float(request.query.get("after_s", "0")))
    return web.Response(text=f"hello {request.query.get('name', '')}")


@contextmanager
def hello_server() -> Iterator[str]:
    """Serve ``/?name=…&after_s=…`` on a thread of its own; gives the address."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def open_() -> tuple[web.AppRunner, int]:
        app = web.Application()
        app.router.add_get("/", _hello)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return runner, runner.addresses[0][1]

    runner, port = asyncio.run_coroutine_threadsafe(open_(), loop).result(20)
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(20)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(20)
        loop.close()
