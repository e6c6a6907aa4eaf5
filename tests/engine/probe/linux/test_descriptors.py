"""What descriptors lead to, in words: from made-up lines, and from this process's own."""

import contextlib
import os
import socket
import sys

import pytest
from concviz.engine.probe.linux.descriptors import Descriptors, access, address, internet, link_words, unix

linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("/home/someone/secret/data.db", "file data.db"),
        ("/tmp/gone.log (deleted)", "file gone.log"),
        ("pipe:[71]", "pipe"),
        ("socket:[72]", "socket"),
        ("anon_inode:[eventfd]", "eventfd"),
        ("/dev/pts/3", "terminal"),
        ("/dev/null", "null"),
        ("", ""),
    ],
)
def test_a_link_is_named_without_folders(link, words):
    assert link_words(link) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0100007F:1F40", "127.0.0.1:8000"),
        ("00000000:0050", ":80"),
        ("00000000000000000000000001000000:1F40", "[::1]:8000"),
        ("0000000000000000FFFF00000100007F:1F40", "127.0.0.1:8000"),
    ],
)
@pytest.mark.skipif(sys.byteorder != "little", reason="as a little-endian kernel writes it")
def test_addresses(text, words):
    assert address(text) == words


def test_the_network_s_tables():
    line = "  0: 0100007F:1F40 0100007F:D431 01 00000000:00000000 00:00000000 00000000 0 0 4711 1 0"
    assert dict(internet(["heading", line, "broken"])) == {
        "4711": (address("0100007F:1F40"), address("0100007F:D431"), "01")
    }
    assert dict(unix(["heading", "0000: 2 0 0 1 1 815 /run/me/bus.sock", "0000: 3 0 0 1 3 816"])) == {
        "815": ("unix socket bus.sock", "", ""),
        "816": ("unix socket", "", ""),
    }


@pytest.mark.parametrize(
    ("info", "how"), [("pos:\t0\nflags:\t02000001\n", 1), ("flags:\t00\n", 0), ("flags:\t0100002", 2), ("", 2)]
)
def test_how_a_descriptor_is_opened(info, how):
    assert access(info) == how


@linux
def test_both_ends_of_a_connection_here_are_found():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as client:
            other, _ = server.accept()
            with other:
                own = os.getpid()
                words = Descriptors().words(own, client.fileno(), [own])
                assert words == f"socket → 127.0.0.1:{port} (process {own})"
                assert Descriptors().words(own, server.fileno(), [own]) == f"listens on 127.0.0.1:{port}"


@linux
def test_a_pipe_a_file_and_what_is_closed(tmp_path):
    with contextlib.ExitStack() as stack:
        read, write = os.pipe()
        stack.callback(os.close, read)
        stack.callback(os.close, write)
        file = stack.enter_context(open(tmp_path / "data.txt", "w"))
        names = Descriptors()
        assert names.words(os.getpid(), read, [os.getpid()]) == "pipe"
        assert names.words(os.getpid(), file.fileno()) == "file data.txt"
        assert names.words(os.getpid(), 987_654) == ""
