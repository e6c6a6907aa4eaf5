import asyncio
import hashlib
import random

import pytest
from concviz.engine.lab.tasks import upload


class Answer:
    url = "http://far/upload"

    def __init__(self, text: str) -> None:
        self.text = text

    def raise_for_status(self) -> None:
        return


def test_bodies_are_made_from_their_seeds():
    items = upload.items(3, seed=1, world={"http": "http://far"}, body_kib=3, latency_ms=40)
    assert [url for url, _, _ in items] == ["http://far/upload"] * 3
    _, body, digest = upload._body(items[1])
    assert body == random.Random(1_000_000_001).randbytes(1024) * 3
    assert digest == hashlib.sha256(body).hexdigest()
    assert upload._body(items[0])[1] != body


def test_what_arrived_must_be_what_was_sent():
    assert upload._check(Answer("abc"), 5, "abc") == (5, "abc")
    with pytest.raises(ValueError, match="received something else"):
        upload._check(Answer("abd"), 5, "abc")


def test_bodies_reach_the_world_s_server_both_ways():
    from concviz.engine.world.http import HttpService
    from concviz.engine.world.service_options import Options

    async def gather():
        address = await HttpService(Options({"latency_ms": 0, "bandwidth_mbit_s": 0})).start()
        items = upload.items(6, seed=1, world={"http": address}, **upload.OPTIONS)
        awaited = await asyncio.gather(*map(upload.awork, items))
        for client in upload._idle[asyncio.get_running_loop()]:
            await client.aclose()

        def in_a_thread():
            results = list(map(upload.work, items))
            upload._local.client.close()
            return results

        return awaited, await asyncio.to_thread(in_a_thread)

    awaited, in_order = asyncio.run(gather())
    assert awaited == in_order
    assert upload.combine(in_order).startswith("0.4 MiB in 6 uploads, all intact, checksum ")
