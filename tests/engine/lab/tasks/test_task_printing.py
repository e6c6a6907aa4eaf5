import asyncio
import re
import socket
import threading
from functools import partial

import pytest
from concviz.engine.lab.tasks import printing


@pytest.fixture
def printer():
    """A printer that says what it is told to say, and keeps what it got."""
    server = socket.create_server(("127.0.0.1", 0))
    jobs, status = [], [b"@PJL USTATUS JOB\r\nEND\r\nPAGES=2\r\n\f"]

    def serve():
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                jobs.append(b"".join(iter(partial(connection.recv, 65536), b"")))
                connection.sendall(status[0])

    thread = threading.Thread(target=serve)
    thread.start()
    host, port = server.getsockname()
    yield {"printer": f"{host}:{port}"}, jobs, status
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join()


def test_what_is_printed_is_the_letter(printer):
    world, jobs, _ = printer
    item = printing.items(3, seed=1, world=world, **printing.OPTIONS)[2]
    pages, size, digest = printing.work(item)
    assert (pages, size) == (2, len(jobs[0]))
    shown = [line[1] for line in re.finditer(rb"moveto \((.*)\) show", jobs[0])]
    text = [re.sub(rb"\\(.)", rb"\1", line).decode() for line in shown]
    assert text == printing.letter(item[2])
    assert (
        printing.combine([(pages, size, digest)])
        == f"2 pages of 1 letters printed, {size / 1024:.0f} KiB of PostScript"
    )


def test_awaited_it_is_the_same(printer):
    world, jobs, _ = printer
    item = printing.items(1, seed=1, world=world)[0]
    assert asyncio.run(printing.awork(item)) == printing.work(item)
    assert jobs[0] == jobs[1]


@pytest.mark.parametrize("answer", [b"", b"@PJL USTATUS JOB\r\nCANCELED\r\n", b"PAGES=1"])
def test_a_page_that_is_missing_is_an_error(printer, answer):
    world, _, status = printer
    status[0] = answer
    with pytest.raises(ValueError, match="was sent 2 pages"):
        printing.work(printing.items(1, seed=1, world=world)[0])


def test_letters_are_dealt_to_the_printers_in_turn():
    world = {"printer": "127.0.0.1:1 127.0.0.1:2 127.0.0.1:3"}
    assert [port for _, port, _ in printing.items(7, seed=1, world=world)] == [1, 2, 3, 1, 2, 3, 1]


def test_the_document_is_structured_as_postscript_asks():
    pages, document = printing.postscript(["a (b", "c\\d)"] * 51, "Letter")
    assert pages == 3
    lines = document.decode().splitlines()
    assert lines[0].startswith("%!PS-Adobe-3.0")
    assert lines[-1] == "%%EOF"
    assert lines.count("showpage") == sum(line.startswith("%%Page: ") for line in lines) == 3
    assert r"63 770 moveto (a \(b) show" in lines
    assert r"63 756 moveto (c\\d\)) show" in lines
    assert all(70 <= int(line.split()[1]) <= 770 for line in lines if "moveto" in line)
    assert max(map(len, printing.letter(1))) <= printing.COLUMNS
