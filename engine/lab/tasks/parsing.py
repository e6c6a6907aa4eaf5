"""Parsing HTML with `html.parser` and JSON with `json`. One item is a page of 9 KiB and the same records as JSON.

There is a small library of 16 documents, made when the run is prepared: catalogues with nested tables, attributes,
entities and words of several alphabets. Each item carries one of them whole, so that making them is not measured;
sending them to another process is, because it is part of what processes cost. `html.parser` is pure Python; `json` is C,
and holds the GIL all the same.
"""

import html
import json
import random
from html.parser import HTMLParser
from typing import Any

TITLE = "Parsing HTML and JSON"
KIND = "cpu"
ABOUT = (
    "Parses web pages and JSON documents of 9 KiB, and counts what is in them.",
    "The answer is how many links, tables, cells, characters and keys there were.",
    "Python, and C that keeps the GIL: threads take turns under one, processes run at once.",
)
REQUIRES: tuple[str, ...] = ()
WORLD: tuple[str, ...] = ()
OPTIONS: dict[str, str | int | float | bool] = {}

LIBRARY, RECORDS = 16, 22
VOCABULARY = "lamp teapot “lantern” Brücke café naïve Größe 東京 книга öl & <ink> 5€ Ωmega señor tea"
WORDS = VOCABULARY.split()
Result = tuple[int, int, int, int, int]


def items(count: int, seed: int) -> list[tuple[str, str]]:
    """(HTML, JSON) an item; the documents of the library in turn."""
    rng = random.Random(seed)
    catalogues = [[_record(rng, number) for number in range(RECORDS)] for _ in range(min(count, LIBRARY))]
    documents = [(as_html(records), json.dumps({"catalogue": records})) for records in catalogues]
    return [documents[number % LIBRARY] for number in range(count)]


def _record(rng: random.Random, number: int) -> dict[str, Any]:
    """One product, with nested parts."""
    words = [WORDS[int(rng.random() * len(WORDS))] for _ in range(12)]
    parts = [{"part": words[place], "cents": int(rng.random() * 10_000)} for place in range(1 + int(rng.random() * 4))]
    return {"id": number, "name": " ".join(words[:3]), "about": " ".join(words[3:]), "parts": parts, "new": None}


def as_html(records: list[dict[str, Any]]) -> str:
    """The records as a page: a table of products, with a table of parts in each row, and a link to each product."""
    rows = []
    for record in records:
        parts = "".join(
            f'<tr class=part><td>{html.escape(part["part"])}</td><td align="right">{part["cents"] / 100:.2f}&nbsp;&euro;</td></tr>'
            for part in record["parts"]
        )
        name, about = html.escape(record["name"]), html.escape(record["about"])
        rows.append(
            f'<tr id="row-{record["id"]}" hidden><td><a href="/product?id={record["id"]}&amp;from=list" title="{name}">{name}</a>'
            f"<br/><!-- {record['id']} --><p class='about wide'>{about} &#8212; &hellip;</p></td>"
            f"<td><table>{parts}</table></td></tr>\n"
        )
    head = '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Catalogue</title></head>'
    return f'{head}<body><table class="products">\n{"".join(rows)}</table></body></html>\n'


class Counts(HTMLParser):
    """Counts links, tables, cells and characters of text."""

    def __init__(self) -> None:
        super().__init__()
        self.links = self.tables = self.cells = self.characters = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag begins."""
        self.links += tag == "a" and "href" in dict(attrs)
        self.tables += tag == "table"
        self.cells += tag == "td"

    def handle_data(self, data: str) -> None:
        """Text between tags, entities replaced."""
        self.characters += len(data.strip())


def keys(value: Any) -> int:
    """How many keys there are in a JSON value, at any depth."""
    if isinstance(value, dict):
        return len(value) + sum(map(keys, value.values()))
    return sum(map(keys, value)) if isinstance(value, list) else 0


def work(item: tuple[str, str]) -> Result:
    """(links, tables, cells, characters of text, JSON keys)."""
    page, data = item
    counts = Counts()
    counts.feed(page)
    counts.close()
    return counts.links, counts.tables, counts.cells, counts.characters, keys(json.loads(data))


def combine(results: list[Result]) -> str:
    """The sums."""
    links, tables, cells, characters, names = (sum(column) for column in zip(*results, strict=True))
    return f"{links:,} links, {tables:,} tables, {cells:,} cells, {characters:,} characters, {names:,} JSON keys"
