"""The web server of the world, spoken to byte by byte over real connections (no latency, no clock)."""

import asyncio
import hashlib

import pytest
from concviz.engine.world.http import HttpService
from concviz.engine.world.service_options import OptionError, Options

FAST = {"latency_ms": 0, "bandwidth_mbit_s": 0, "body_kib": 3}


def talk(request: bytes, options: dict | None = None) -> bytes:
    """Everything that the server answers to these bytes until it closes or has nothing more to say."""

    async def conversation() -> bytes:
        address = await HttpService(Options(options or FAST)).start()
        host, port = address.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(request)
        writer.write_eof()
        answer = await asyncio.wait_for(reader.read(), 20)
        writer.close()
        return answer

    return asyncio.run(conversation())


def get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nhost: x\r\n\r\n".encode()


def split(answer: bytes) -> tuple[bytes, dict[bytes, bytes], bytes]:
    head, _, body = answer.partition(b"\r\n\r\n")
    status, *lines = head.split(b"\r\n")
    return status, dict(line.split(b": ", 1) for line in lines), body


def test_a_body_is_made_from_its_seed_and_tells_its_checksum():
    status, headers, body = split(talk(get("/body/7")))
    assert status.startswith(b"HTTP/1.1 200")
    assert len(body) == 3 * 1024
    assert headers[b"x-sha256"] == hashlib.sha256(body).hexdigest().encode()
    assert split(talk(get("/body/7")))[2] == body
    assert split(talk(get("/body/8")))[2] != body


def test_a_paced_body_arrives_whole():
    options = {"latency_ms": 1, "bandwidth_mbit_s": 400, "body_kib": 200}
    _, headers, body = split(talk(get("/body/7"), options))
    assert len(body) == 200 * 1024
    assert headers[b"x-sha256"] == hashlib.sha256(body).hexdigest().encode()


def test_a_connection_serves_one_request_after_another():
    answer = talk(get("/body/1") + get("/body/2") + get("/body/1"))
    assert answer.count(b"HTTP/1.1 200") == 3


def test_an_upload_is_answered_with_its_checksum():
    body = bytes(range(256)) * 20
    request = b"PUT /upload HTTP/1.1\r\nhost: x\r\ncontent-length: %d\r\n\r\n" % len(body)
    assert split(talk(request + body))[2] == hashlib.sha256(body).hexdigest().encode()


@pytest.mark.parametrize("path", ["/", "/body", "/body/x", "/body/-1", "/body/" + "9" * 41, "/body/1/2", "/upload"])
def test_anything_else_is_not_found(path):
    assert talk(get(path)).startswith(b"HTTP/1.1 404")


def test_what_is_no_http_gets_an_answer_and_the_connection_closed():
    assert talk(b"\x16\x03\x01\x02\x00\r\n\r\n").startswith(b"HTTP/1.1 400")
    assert talk(b"GET / HTTP/1.1\r\nno host\r\n\r\n" + get("/body/1")).count(b"HTTP/1.1") == 1


def test_half_a_request_is_no_request():
    assert talk(b"GET /body/1 HTTP/1.1\r\nhost: x").startswith(b"HTTP/1.1 400")
    assert talk(b"") == b""


def test_too_long_an_upload_is_refused(monkeypatch):
    monkeypatch.setattr("concviz.engine.world.http.LONGEST_UPLOAD", 100)
    request = b"PUT /upload HTTP/1.1\r\nhost: x\r\ncontent-length: 101\r\n\r\n" + bytes(101)
    assert talk(request).startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("latency_ms", "forty", "must be a number"),
        ("latency_ms", True, "must be a number"),
        ("latency_ms", float("nan"), "must be a number"),
        ("latency_ms", -1, "at least 0"),
        ("body_kib", 0, "at least 1"),
    ],
)
def test_options_that_make_no_sense(name, value, text):
    with pytest.raises(OptionError, match=text):
        HttpService(Options({name: value}))
