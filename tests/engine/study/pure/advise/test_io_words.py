"""What a function waits for that waits for I/O, in a sentence."""

import pytest
from concviz.engine.study.pure.advise.io_words import SEVERAL, io_sentence, told


@pytest.mark.parametrize(
    ("words", "kind", "which"),
    [
        ("socket → 10.0.0.5:5432", "sockets", "10.0.0.5:5432, the port of PostgreSQL"),
        ("socket → 127.0.0.1:8765 (process 71)", "sockets", "127.0.0.1:8765"),
        ("socket → [::1]:443", "sockets", "[::1]:443, the port of HTTPS"),
        ("socket", "sockets", ""),
        ("unix socket bus.sock", "sockets", "bus.sock"),
        ("listens on :80", "sockets", ":80"),
        ("file orders.sqlite3-wal", "files", "orders.sqlite3-wal, a database by its name"),
        ("file notes.txt", "files", "notes.txt"),
        ("pipe", "pipes", ""),
        ("events of 3 sockets", "an event loop's descriptors", ""),
        ("terminal", "terminal", ""),
        ("eventfd", "eventfd", ""),
        (SEVERAL, SEVERAL, ""),
        ("", "", ""),
    ],
)
def test_what_words_of_a_descriptor_mean(words, kind, which):
    assert told(words) == (kind, which)


def test_kinds_come_with_their_shares_and_the_first_of_their_names():
    seen = {"socket": 40, "socket → 10.0.0.5:5432": 30, "file orders.db": 20, "": 10}
    assert io_sentence(seen) == (
        "When it waits for I/O, by 100 looks, it waits for sockets (70%: 10.0.0.5:5432, the port of PostgreSQL), "
        "files (20%: orders.db, a database by its name) and what could not be told (10%)."
    )
    many = {f"file {name}.txt": 5 for name in "abcde"}
    assert (
        io_sentence(many)
        == "When it waits for I/O, by 25 looks, it waits for files (100%: a.txt, b.txt, c.txt and 2 more)."
    )


@pytest.mark.parametrize("seen", [{}, {"socket": 9}, {"": 90}])
def test_of_too_little_nothing_is_said(seen):
    assert io_sentence(seen) == ""
