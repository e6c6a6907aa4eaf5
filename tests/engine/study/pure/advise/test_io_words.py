"""What a function waits for that waits for I/O, in a sentence."""

import pytest
from concviz.engine.study.pure.advise.io_words import PORTS, SEVERAL, io_sentence, told


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


def test_ten_looks_are_enough_and_three_names_are_told():
    assert io_sentence({"socket": 10}) == "When it waits for I/O, by 10 looks, it waits for sockets (100%)."
    three = {f"file {name}.txt": 4 for name in "abc"}
    text = "When it waits for I/O, by 12 looks, it waits for files (100%: a.txt, b.txt, c.txt)."
    assert io_sentence(three) == text
    four = io_sentence({**three, "file d.txt": 4})
    assert four == "When it waits for I/O, by 16 looks, it waits for files (100%: a.txt, b.txt, c.txt and 1 more)."
    mixed = io_sentence({"file a.txt": 1, "pipe": 1_000, "": 999})
    assert mixed == (
        "When it waits for I/O, by 2,000 looks, it waits for pipes (50%), files (<1%: a.txt) and what could not be told (50%)."
    )


@pytest.mark.parametrize(
    ("port", "name"),
    [
        (53, "name server"), (80, "HTTP"), (443, "HTTPS"), (1433, "SQL Server"), (1521, "Oracle"), (3306, "MySQL"), (5432, "PostgreSQL"),
        (5672, "RabbitMQ"), (6379, "Redis"), (9042, "Cassandra"), (9092, "Kafka"), (9200, "Elasticsearch"), (11211, "memcached"),
        (27017, "MongoDB"),
    ],
)  # fmt: skip
def test_every_port_that_is_known_by_custom(port, name):
    assert told(f"socket → 10.0.0.5:{port}") == ("sockets", f"10.0.0.5:{port}, the port of {name}")
    assert told(f"listens on :{port}") == ("sockets", f":{port}"), "its own"


def test_all_ports_that_are_named_are_named_above():
    assert len(PORTS) == 14


@pytest.mark.parametrize("name", ["a.db", "a.db3", "a.sqlite", "a.sqlite3", "a.db-wal", "a.db-shm", "a.sqlite-journal"])
def test_databases_by_their_names(name):
    assert told(f"file {name}") == ("files", f"{name}, a database by its name")
    assert told(f"unix socket {name}") == ("sockets", name)
    assert told(f"file {name}.txt") == ("files", f"{name}.txt")
