"""Questions to a database: an indexed look-up and an aggregation over 200,000 orders. One item is one query.

By default the database is SQLite, in a file of the run's own. SQLite is a C library inside the worker's process that
lets go of the GIL while it works: there is hardly any waiting, and threads gain about the usable cores. With
`database=postgresql://…` the same is asked of a real PostgreSQL, through a proxy (in the world process) that puts it
`latency_ms` away. That waiting is what makes a database I/O-bound in real life. It needs psycopg, and leaves one table,
`concviz_orders`, in that database, which the next run makes anew.

The rows come from whole-number arithmetic in SQL, so both databases hold, and answer, exactly the same.
"""

import asyncio
import os
import sqlite3
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from weakref import WeakKeyDictionary

TITLE = "Database queries"
KIND = "released"
KIND_WITH = {"database": "io"}
ABOUT = (
    "Looks up and sums orders in a table of 200,000 rows: SQLite, or a PostgreSQL of yours.",
    "The answer is how many orders were found, and what they are worth.",
    "SQLite is C that lets go of the GIL: threads gain the cores. A far PostgreSQL is waiting.",
)
REQUIRES: tuple[str, ...] = ()
WORLD = ("proxy",)
OPTIONS: dict[str, str | int | float | bool] = {"database": "", "latency_ms": 20}
OPTIONS_ABOUT = {
    "database": "postgresql://… of a PostgreSQL of yours; nothing for SQLite in a file of the run",
    "latency_ms": "milliseconds added on the way to PostgreSQL; SQLite is always here",
}

ROWS, CUSTOMERS, PRODUCTS = 200_000, 5_000, 40
TABLE = "CREATE TABLE concviz_orders (id integer PRIMARY KEY, customer integer, product integer, cents integer)"
FILL = """INSERT INTO concviz_orders
    SELECT i, (i * 48271 + {seed}) % 2147483647 % 5000, (i * 69621 + {seed}) % 2147483647 % 40,
           (i * 16807 + {seed}) % 2147483647 % 10000
    FROM {numbers}"""
INDEXES = (
    "CREATE INDEX concviz_by_customer ON concviz_orders (customer)",
    "CREATE INDEX concviz_by_product ON concviz_orders (product)",
)
QUERY = """SELECT (SELECT count(*) FROM concviz_orders WHERE customer = ?),
    count(*), CAST(sum(cents) AS bigint), max(cents) FROM concviz_orders WHERE product = ?"""

Item = tuple[str, int, int]
Result = tuple[int, int, int, int]

_local = threading.local()
_idle: WeakKeyDictionary[asyncio.AbstractEventLoop, list[tuple[Any, Any]]] = WeakKeyDictionary()


def items(
    count: int, seed: int, scratch: str, world: dict[str, str] | None = None, database: str = "", **options: object
) -> list[Item]:
    """(file or URL of the database, customer, product) an item; makes the table.

    Raises:
        ModuleNotFoundError: psycopg is needed and isn't there.
    """
    if database:
        address = _through(database, (world or {}).get("proxy", ""))
        _make_postgresql(address, abs(seed) % 2**31)
    else:
        address = str(Path(scratch, "orders.sqlite"))
        _make_sqlite(address, abs(seed) % 2**31)
    return [(address, (number * 577 + seed) % CUSTOMERS, (number * 13 + seed) % PRODUCTS) for number in range(count)]


def _make_sqlite(path: str, seed: int) -> None:
    numbers = f"(WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {ROWS - 1}) SELECT i FROM n)"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous = OFF")
    for statement in (TABLE, FILL.format(seed=seed, numbers=numbers), *INDEXES):
        connection.execute(statement)
    connection.commit()
    connection.close()


def _make_postgresql(url: str, seed: int) -> None:
    import psycopg

    numbers = f"generate_series(0::bigint, {ROWS - 1}) AS numbers(i)"
    fill = FILL.format(seed=seed, numbers=numbers)
    statements: tuple[Any, ...] = ("DROP TABLE IF EXISTS concviz_orders", TABLE, fill, *INDEXES)
    with psycopg.connect(url) as connection:
        for statement in statements:
            connection.execute(statement)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE concviz_orders")


def _through(url: str, proxy: str) -> str:
    """The same database, reached through the proxy."""
    parts = urlsplit(url)
    host, port = proxy.rsplit(":", 1)
    user = parts.netloc.rpartition("@")[0]
    query = [(name, value) for name, value in parse_qsl(parts.query) if name not in ("host", "port", "hostaddr")]
    return urlunsplit(
        (parts.scheme, f"{user}@{host}:{port}" if user else f"{host}:{port}", parts.path, urlencode(query), "")
    )


def work(item: Item) -> Result:
    """(orders of the customer; orders of the product, their worth in cents, the dearest of them)."""
    address, customer, product = item
    if getattr(_local, "owner", None) != (
        os.getpid(),
        address,
    ):  # a forked process must not use its parent's connection
        _local.owner, _local.connection = (os.getpid(), address), _connect(address)
    if address.startswith("postgres"):
        return _local.connection.execute(QUERY.replace("?", "%s"), (customer, product)).fetchone()
    return _local.connection.execute(QUERY, (customer, product)).fetchone()


def _connect(address: str) -> Any:
    if address.startswith("postgres"):
        import psycopg

        return psycopg.connect(address, autocommit=True)
    connection = sqlite3.connect(f"{Path(address).as_uri()}?mode=ro&immutable=1", uri=True)
    connection.execute("PRAGMA cache_size = -32768")  # the whole table fits: no query has to ask the disk
    return connection


async def awork(item: Item) -> Result:
    """The same, awaited, on PostgreSQL; SQLite can't be awaited, and so blocks the loop."""
    address, customer, product = item
    if not address.startswith("postgres"):
        return work(item)
    idle = _idle.setdefault(asyncio.get_running_loop(), [])
    connection, life = idle.pop() if idle else await _open(address)
    cursor = await connection.execute(QUERY.replace("?", "%s"), (customer, product))
    result = await cursor.fetchone()
    idle.append((connection, life))
    return result


async def _open(address: str) -> tuple[Any, AsyncIterator[Any]]:
    life = _live(address)
    return await anext(life), life


async def _live(address: str) -> AsyncIterator[Any]:
    """A connection for an event loop. The loop closes its generators before it ends, and so the connections too."""
    import psycopg

    async with await psycopg.AsyncConnection.connect(address, autocommit=True) as connection:
        yield connection


def combine(results: list[Result]) -> str:
    """How many queries found how many orders, and what these are worth."""
    orders = sum(result[0] + result[1] for result in results)
    worth = sum(result[2] for result in results) / 100
    return f"{len(results):,} queries found {orders:,} orders, worth {worth:,.2f}"
