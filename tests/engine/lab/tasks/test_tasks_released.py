"""hashing, compress and matmul: answers against the obvious computation."""

import hashlib
import random
import zlib

import numpy as np
import pytest
from concviz.engine.lab.tasks import compress, hashing, matmul


def test_hashes_are_those_of_number_and_buffer():
    items = hashing.items(3, seed=7)
    buffer = random.Random(7).randbytes(2 * 2**20)
    results = [hashing.work(item) for item in items]
    assert results == [hashlib.sha256(bytes([0] * 7 + [number]) + buffer).hexdigest() for number in range(3)]
    assert hashing.combine(results) == (
        f"6 MiB hashed, all together {hashlib.sha256(''.join(results).encode()).hexdigest()[:16]}"
    )


def test_compression_brings_back_what_was_packed():
    items = compress.items(20, seed=7)
    assert len(set(items)) == 16
    for (_, number), (size, checksum) in zip(items, map(compress.work, items), strict=True):
        block = compress._blocks(7)[number]
        assert (size, checksum) == (48 * 1024, zlib.crc32(block))
        assert 0.1 < len(zlib.compress(block)) / size < 0.5
    assert compress.combine([compress.work(items[0])] * 2).startswith("0.1 MiB packed and unpacked unharmed, checksum ")


def test_compression_notices_damage(monkeypatch):
    monkeypatch.setattr(compress.zlib, "decompress", lambda packed: b"something else")
    with pytest.raises(ValueError, match="not what was packed"):
        compress.work(compress.items(1, seed=1)[0])


def test_products_are_those_of_whole_numbers():
    items = matmul.items(40, seed=7)
    matrices = matmul._matrices(7).astype(int)
    assert np.abs(matrices).max() == 9
    for item in (items[1], items[17], items[39]):
        product = matrices[item[1]] @ matrices[item[2]]
        assert matmul.work(item) == (int(np.trace(product)), int(product.sum()))
    assert len(set(items)) == 40
    assert matmul.combine([(5, 1), (-7, 1)]) == "2 products checked, 0.1 GFLOP, sum of the traces -2"


def test_a_wrong_product_is_noticed(monkeypatch):
    class Wrong(np.ndarray):
        def __matmul__(self, other):
            product = np.asarray(self) @ np.asarray(other)
            return product + 1 if product.ndim == 2 else product

    monkeypatch.setattr(matmul, "_matrices", lambda seed: np.ones((2, 3, 3)).view(Wrong))
    with pytest.raises(ArithmeticError, match="wrong"):
        matmul.work((1, 0, 1))


def test_blas_is_held_to_one_thread(monkeypatch):
    for name in matmul.ENVIRONMENT:
        monkeypatch.setenv(name, "8")
    matmul._numpy()
    assert {name: matmul.os.environ[name] for name in matmul.ENVIRONMENT} == matmul.ENVIRONMENT
    assert matmul.ENVIRONMENT["OPENBLAS_NUM_THREADS"] == "1"
