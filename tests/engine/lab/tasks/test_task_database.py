import asyncio
import sqlite3

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
