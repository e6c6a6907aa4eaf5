import asyncio
import sqlite3
import sys
from types import SimpleNamespace

import pytest
from concviz.engine.lab.tasks import database


@pytest.fixture(scope="module")
def items(tmp_path_factory):
    return database.items(50, seed=1, scratch=str(tmp_path_factory.mktemp("scratch")), **database.OPTIONS)


def test_answers_are_those_of_counting_by_hand(items):
    rows = sqlite3.connect(items[0][0]).execute("SELECT * FROM concviz_orders").fetchall()
    assert len(rows) == 200_000
    for _, customer, product in items[::25]:
        cents = [row[3] for row in rows if row[2] == product]
        orders = sum(row[1] == customer for row in rows)
        assert database.work((items[0][0], customer, product)) == (orders, len(cents), sum(cents), max(cents))


def test_rows_are_spread_over_customers_and_products(items):
    results = [database.work(item) for item in items]
    assert all(10 < result[0] < 90 for result in results)
    assert all(4_500 < result[1] < 5_500 for result in results)
    assert len(set(results)) > 40
    assert database.combine(results[:1]) == (
        f"1 queries found {results[0][0] + results[0][1]:,} orders, worth {results[0][2] / 100:,.2f}"
    )


def test_awaited_it_is_the_same(items):
    async def gather():
        return [await database.awork(item) for item in items[:3]]

    assert asyncio.run(gather()) == [database.work(item) for item in items[:3]]


def test_queries_use_the_indexes(items):
    plan = sqlite3.connect(items[0][0]).execute(f"EXPLAIN QUERY PLAN {database.QUERY}", (1, 1)).fetchall()
    text = " ".join(row[3] for row in plan)
    assert "concviz_by_customer" in text
    assert "concviz_by_product" in text


@pytest.mark.parametrize(
    ("url", "through"),
    [
        ("postgresql://me:secret@far.example:5433/shop", "postgresql://me:secret@127.0.0.1:7/shop"),
        ("postgresql://far.example/shop?sslmode=disable", "postgresql://127.0.0.1:7/shop?sslmode=disable"),
        ("postgresql:///shop?host=/run/pg&port=5433&user=me", "postgresql://127.0.0.1:7/shop?user=me"),
    ],
)
def test_the_proxy_takes_the_place_of_the_host(url, through):
    assert database._through(url, "127.0.0.1:7") == through


class FakePostgresql:
    """psycopg's connections, as far as the task asks for them: notes what is said to it, and answers."""

    def __init__(self, told: list, url: str, autocommit: bool = False) -> None:
        self.told = told
        self.say("connect", url, autocommit)

    def say(self, *words: object) -> None:
        self.told.append(words)

    def execute(self, *words: object) -> SimpleNamespace:
        self.say(*words)
        return SimpleNamespace(fetchone=lambda: (1, 2, 300, 200))

    def __enter__(self):
        return self

    def __exit__(self, *_: object) -> None:
        self.say("close")


class FakeAwaited(FakePostgresql):
    """The same, awaited."""

    async def execute(self, *words):
        self.say(*words)
        await asyncio.sleep(0)

        async def fetchone():
            return (1, 2, 300, 200)

        return SimpleNamespace(fetchone=fetchone)

    async def __aenter__(self):
        return self

    async def __aexit__(self, *_):
        self.say("close")


@pytest.fixture
def told(monkeypatch):
    """What a PostgreSQL would be told."""
    said = []

    async def connect(url, autocommit=False):
        return FakeAwaited(said, url, autocommit)

    fake = SimpleNamespace(
        connect=lambda url, autocommit=False: FakePostgresql(said, url, autocommit),
        AsyncConnection=SimpleNamespace(connect=connect),
    )
    monkeypatch.setitem(sys.modules, "psycopg", fake)
    yield said
    database._local.__dict__.clear()


FAR = "postgresql://me@db.example/shop"
NEAR = "postgresql://me@127.0.0.1:7/shop"
ASKED = database.QUERY.replace("?", "%s")


def test_a_postgresql_is_filled_once_through_the_proxy(told):
    items = database.items(2, seed=-7, scratch="", world={"proxy": "127.0.0.1:7"}, database=FAR)
    assert items == [(NEAR, 4993, 33), (NEAR, 570, 6)]
    fill = database.FILL.format(seed=7, numbers="generate_series(0::bigint, 199999) AS numbers(i)")
    assert told == [
        ("connect", NEAR, False),
        ("DROP TABLE IF EXISTS concviz_orders",),
        (database.TABLE,),
        (fill,),
        *((each,) for each in database.INDEXES),
        ("close",),
        ("connect", NEAR, True),
        ("VACUUM ANALYZE concviz_orders",),
        ("close",),
    ]


def test_a_thread_asks_a_postgresql_on_one_connection_of_each_address(told):
    other = NEAR.replace(":7", ":8")
    assert [database.work(each) for each in ((NEAR, 1, 2), (NEAR, 3, 4), (other, 5, 6))] == [(1, 2, 300, 200)] * 3
    assert told == [
        *(("connect", NEAR, True), (ASKED, (1, 2)), (ASKED, (3, 4))),
        *(("connect", other, True), (ASKED, (5, 6))),
    ]


def test_awaited_a_connection_serves_one_query_after_the_other_and_is_closed_with_the_loop(told):
    async def ask():
        first = await database.awork((NEAR, 1, 2))
        return [first, *await asyncio.gather(database.awork((NEAR, 3, 4)), database.awork((NEAR, 5, 6)))]

    assert asyncio.run(ask()) == [(1, 2, 300, 200)] * 3
    assert told == [
        *(("connect", NEAR, True), (ASKED, (1, 2)), (ASKED, (3, 4))),
        *(("connect", NEAR, True), (ASKED, (5, 6)), ("close",), ("close",)),
    ]
