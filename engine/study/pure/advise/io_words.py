"""What a function waits for that waits for I/O, in a sentence: sockets, files, pipes, and which of them, as far as that was seen."""

from __future__ import annotations

import re
from collections import defaultdict

from ....text.quantities import percent
from ....text.words import listed

ENOUGH = 10
"""Looks that found it waiting for I/O, before anything is said."""
NAMED = 3
SEVERAL = "several descriptors at once"
KINDS = {
    "socket": "sockets",
    "unix socket": "sockets",
    "listens on": "sockets",
    "file": "files",
    "pipe": "pipes",
    "events": "an event loop's descriptors",
}
PORTS = {
    53: "name server", 80: "HTTP", 443: "HTTPS", 1433: "SQL Server", 1521: "Oracle", 3306: "MySQL", 5432: "PostgreSQL",
    5672: "RabbitMQ", 6379: "Redis", 9042: "Cassandra", 9092: "Kafka", 9200: "Elasticsearch", 11211: "memcached", 27017: "MongoDB",
}  # fmt: skip
"""What listens there by custom."""
DATABASE = re.compile(r"\.(db|db3|sqlite|sqlite3)(-wal|-shm|-journal)?$")


def io_sentence(seen: dict[str, int]) -> str:
    """`By 90 looks it waits for sockets (98%: 10.0.0.5:5432, the port of PostgreSQL) and files (2%).`; '' where too little was seen.

    Args:
        seen: words of a descriptor to how often it was the one waited for; '' for what could not be told.
    """
    looks = sum(seen.values())
    kinds: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for words, count in sorted(seen.items(), key=lambda pair: -pair[1]):
        kind, name = told(words)
        kinds[kind].append((name, count))
    if looks < ENOUGH or set(kinds) == {""}:
        return ""
    unknown = kinds.pop("", [])
    parts = [_part(kind, found, looks) for kind, found in kinds.items()]
    parts += [f"what could not be told ({percent(sum(count for _, count in unknown) / looks)})"] if unknown else []
    return f"When it waits for I/O, by {looks:,} looks, it waits for {listed(parts)}."


def _part(kind: str, found: list[tuple[str, int]], looks: int) -> str:
    share = percent(sum(count for _, count in found) / looks)
    names = [name for name, _ in found if name]
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"{kind} ({share}{': ' if names else ''}{', '.join(names[:NAMED])}{more})"


def told(words: str) -> tuple[str, str]:
    """(kind, which) of a descriptor's words: `sockets`, `10.0.0.5:5432, the port of PostgreSQL`."""
    prefix = next((each for each in KINDS if re.match(rf"{each}\b", words)), "")
    kind = KINDS.get(prefix, words)
    name = words.removeprefix(prefix).strip(" →") if prefix not in ("", "events") else ""
    name = name.partition(" (")[0]
    if prefix == "file" and DATABASE.search(name):
        return kind, f"{name}, a database by its name"
    if prefix == "socket" and (port := re.search(r":(\d+)$", name)) and (by := PORTS.get(int(port[1]))):
        return kind, f"{name}, the port of {by}"
    return kind, name
