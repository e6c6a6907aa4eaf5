import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from concviz.engine.lab.tasks import download, upload


class Far(BaseHTTPRequestHandler):
    """A web server of the standard library: a second opinion about what the task expects of one."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = self.path.encode() * 10
        if self.path.endswith("404"):
            self.send_error(404)
            return
        damaged = self.path.endswith("13")
        self.send_response(200)
        self.send_header("x-sha256", hashlib.sha256(b"else" if damaged else body).hexdigest())
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        return


@pytest.fixture(scope="module")
def world():
    with ThreadingHTTPServer(("127.0.0.1", 0), Far) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield {"http": f"http://127.0.0.1:{server.server_port}"}
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def no_client_kept():
    yield
    if hasattr(download._local, "client"):
        download._local.client.close()
        download._local.__dict__.clear()


@pytest.mark.parametrize("module", [download, upload])
@pytest.mark.parametrize("name", ["Client", "AsyncClient"])
def test_no_proxy_of_the_users_is_asked_for_what_is_on_this_machine(module, name):
    client = module._client(name)
    assert (client.trust_env, client.timeout) == (False, httpx.Timeout(60))


def test_what_arrives_is_what_was_sent(world):
    items = download.items(3, seed=1, world=world, **download.OPTIONS)
    results = [download.work(item) for item in items]
    body = b"/body/1000000002" * 10
    assert results[2] == (len(body), hashlib.sha256(body).hexdigest())
    assert download.combine(results).startswith("0.0 MiB in 3 downloads, all intact, checksum ")
    assert download.combine(results) != download.combine(results[::-1])


def test_a_damaged_body_is_an_error(world):
    with pytest.raises(ValueError, match="arrived damaged"):
        download.work(f"{world['http']}/body/13")


def test_an_error_of_the_server_is_an_error(world):
    with pytest.raises(httpx.HTTPStatusError):
        download.work(f"{world['http']}/body/404")


def test_awaited_it_is_the_same(world):
    import asyncio

    items = download.items(5, seed=1, world=world, **download.OPTIONS)

    async def gather():
        results = await asyncio.gather(*map(download.awork, items))
        clients = download._idle[asyncio.get_running_loop()]
        assert len(clients) == 5
        await download.awork(items[0])
        assert len(clients) == 5
        for client in clients:
            await client.aclose()
        return results

    assert asyncio.run(gather()) == [download.work(item) for item in items]
