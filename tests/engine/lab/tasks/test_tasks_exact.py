"""What a seed comes to: items, results and answers, bit by bit. Other numbers would be another task in old recordings and papers."""

import hashlib
import inspect
from importlib import import_module
from pkgutil import iter_modules

import pytest
from concviz.engine.lab import tasks
from concviz.engine.lab.tasks import download, printing, upload

WORLD = {"printer": "a:1 b:2", "http": "http://a"}
KNOWN = {
    "factoring": ("909990249eb9", "a4c0544722f9", "12 numbers factored and checked, the last: 384493090813 = 13 × 169181 × 174821"),
    "fractal": ("69e17443df61", "f4f1b69b3ab5", "512 pixels, 1 of them in the set"),
    "parsing": ("cf5c175e25a0", "fdd76db42d71", "44 links, 46 tables, 308 cells, 4,256 characters, 442 JSON keys"),
    "simulation": ("f5b473a8bfa9", "7837821e1fa6", "88.44% ± 3.97 fell ill (95%, 2 replicas)"),
    "text": ("e4cf0002ccde", "4c3bd0b3869a", "2,000 words; the most frequent pair is “and the” in 1 of 2 texts"),
    "pi": ("f5b473a8bfa9", "98baea5acfa7", "π ≈ 3.14178 ± 0.12988 (95%)"),
    "compress": ("5fce1ec067a2", "74e6e927442e", "0.1 MiB packed and unpacked unharmed, checksum 68ad05c5"),
    "database": ("f5b8b450ad09", "7fe30f0c6bdd", "2 queries found 10,082 orders, worth 500,126.09"),
    "files": ("a93c68bb9d81", "0f3dc24da7c9", "0.1 MiB in 2 files, all intact, checksum 9c724f3f7c68"),
    "matmul": ("1e7af0ecd48f", "7decab0ed6c6", "2 products checked, 0.1 GFLOP, sum of the traces -1,794"),
    "hashing": ("5fce1ec067a2", "eb000aba818e", "4 MiB hashed, all together d7a6b57409637d1b"),
}  # fmt: skip


FAR = ("download", "upload", "printing", "streams")
"""What they come to is said by the other end."""


def task(name):
    return import_module(f"concviz.engine.lab.tasks.{name}")


def short(value) -> str:
    return hashlib.sha256(value if isinstance(value, bytes) else repr(value).encode()).hexdigest()[:12]


def outcome(name, scratch):
    """Digests of items and results, and the answer; the folder of the run is no part of them."""
    module = task(name)
    options = {"allow_tmpfs": True} if "allow_tmpfs" in module.OPTIONS else {}
    if "scratch" in inspect.signature(module.items).parameters:
        options["scratch"] = str(scratch)
    items = module.items(2, 7, **options)
    results = [module.work(item) for item in items]
    return short(repr(items).replace(str(scratch), "").encode()), short(results), module.combine(results)


@pytest.mark.parametrize("name", KNOWN)
def test_a_seed_comes_to_this(name, tmp_path):
    assert outcome(name, tmp_path) == KNOWN[name]


def items_of(name, count, scratch):
    """A digest of so many items: what is dealt out in turn begins anew somewhere in them."""
    module = task(name)
    given = {"scratch": str(scratch), "allow_tmpfs": True, "world": WORLD}
    found = {each: given[each] for each in inspect.signature(module.items).parameters if each in given}
    return short(repr(module.items(count, 7, **found)).replace(str(scratch), "").encode())


@pytest.mark.parametrize("name", [*KNOWN, *FAR])
def test_three_hundred_items_are_these(name, tmp_path):
    assert items_of(name, 300, tmp_path) == ITEMS[name]


ITEMS = {
    "factoring": "39b61a405a6c", "fractal": "f8c46e9a57e0", "parsing": "b2788db27192", "simulation": "9b67f3154708", "text": "70a097f4b096",
    "pi": "9b67f3154708", "compress": "588b929a0ebc", "database": "316363b1462e", "files": "9c8d64bfd9a6", "matmul": "4ad495d8007b",
    "hashing": "dbd99053494d", "download": "b1c52f3f79c3", "upload": "f3e2842410e1", "printing": "69de3bf56647", "streams": "94b3ab4c551e",
}  # fmt: skip


def test_no_task_is_left_out():
    names = {each.name for each in iter_modules(tasks.__path__)}
    assert names == {*KNOWN, *FAR}


def test_what_goes_to_servers_is_this():
    assert printing.items(3, 7, WORLD) == [("a", 1, 7_000_000_000), ("b", 2, 7_000_000_001), ("a", 1, 7_000_000_002)]
    pages, document = printing.postscript(printing.letter(7), "T")
    assert (pages, len(document), short(document)) == (2, 9136, "ed67b58bc087")
    assert upload.items(2, 7, WORLD) == [("http://a/upload", 7_000_000_000 + number, 65_536) for number in range(2)]
    url, body, digest = upload._body(("http://a/upload", 7, 1025))
    assert (url, len(body), body[1024], digest) == ("http://a/upload", 1025, body[0], hashlib.sha256(body).hexdigest())
    assert download.items(2, 7, WORLD) == ["http://a/body/7000000000", "http://a/body/7000000001"]
