"""Many pages of one server, with a plain `def` function and with a coroutine. Brings its own server, on the loopback.

python examples/many_requests.py
"""

import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.request import urlopen

from headway import Session, gather, task

PAGES = 100
LATENCY_S = 0.05


class Slow(BaseHTTPRequestHandler):
    """A server that takes its time, as servers do."""

    def do_GET(self) -> None:
        """Answer after a while."""
        time.sleep(LATENCY_S)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(f"page {self.path}".encode())

    def log_message(self, *words: object) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """A server that lets many wait in line."""

    request_queue_size = 256


@task(retries=2)
def fetch(url: str) -> str:
    with urlopen(url, timeout=30) as answer:
        text: str = answer.read().decode()
        return text


@task
def longest(pages: tuple[str, ...]) -> str:
    return max(pages, key=len)


def main() -> None:
    with Server(("127.0.0.1", 0), Slow) as server, ThreadPoolExecutor(1) as aside:
        aside.submit(server.serve_forever)
        urls = [f"http://127.0.0.1:{server.server_port}/{number}" for number in range(PAGES)]
        began = time.perf_counter()
        with Session(name="many requests") as session:
            pages = fetch.map(urls)
            answer = longest(gather(*pages))
        took_s = time.perf_counter() - began
        server.shutdown()

    print(f"{len(pages)} pages in {took_s:.2f} s (one after another: at least {PAGES * LATENCY_S:.1f} s)")
    print("the longest:", answer.result())
    print(session.report())


if __name__ == "__main__":
    main()
