"""Matrix products with NumPy. One item multiplies two matrices of 320 x 320.

NumPy lets go of the GIL in its BLAS library, so threads multiply at the same time. BLAS libraries also start threads of
their own, which would make any model look parallel; they are told to use one, by environment variables set before NumPy
is imported. So what you see is what the model does, not what BLAS does.

The matrices hold small whole numbers, so that each product is exact in floating point and equal on every machine. Each
process makes its 16 matrices once; each product is checked with a vector (Freivalds): (AB)x must be A(Bx).
"""

import os
from functools import lru_cache
from typing import Any

TITLE = "Matrix products"
KIND = "released"
ABOUT = (
    "Multiplies matrices of 320 × 320 with NumPy; BLAS is held to one thread.",
    "The answer is how many products, each one checked, and the sum of their traces.",
    "C code that lets go of the GIL: threads really run at once, as processes do.",
)
REQUIRES = ("numpy",)
REFUSES = {"interpreter": "NumPy can't be imported into more than one interpreter of a process"}
WORLD: tuple[str, ...] = ()
OPTIONS: dict[str, str | int | float | bool] = {}

SIZE, MATRICES = 320, 16
BLAS_LIBRARIES = ("OMP", "OPENBLAS", "MKL", "BLIS")
ENVIRONMENT = {"VECLIB_MAXIMUM_THREADS": "1"} | {f"{name}_NUM_THREADS": "1" for name in BLAS_LIBRARIES}
"""Set by the lab before it imports NumPy, and here for those who use this file on its own."""

Result = tuple[int, int]


def items(count: int, seed: int) -> list[tuple[int, int, int]]:
    """(seed, left, right): which two of the matrices. They are made here, so that forked workers have them already."""
    _matrices(seed)
    return [(seed, number % MATRICES, number // MATRICES % MATRICES) for number in range(count)]


def _numpy() -> Any:
    """NumPy, its BLAS held to one thread; child processes inherit that."""
    os.environ.update(ENVIRONMENT)
    import numpy

    return numpy


@lru_cache(maxsize=1)
def _matrices(seed: int) -> Any:
    """16 matrices of whole numbers from -9 to 9, from a generator that NumPy promises never to change."""
    numpy = _numpy()
    generator = numpy.random.RandomState(abs(seed) % 2**32)
    return generator.randint(-9, 10, (MATRICES, SIZE, SIZE)).astype(float)


def work(item: tuple[int, int, int]) -> Result:
    """(trace, sum of all elements) of the product."""
    seed, left, right = item
    a, b = _matrices(seed)[left], _matrices(seed)[right]
    product = a @ b
    check = a[0]
    if (product @ check != a @ (b @ check)).any():
        raise ArithmeticError("the product of two matrices is wrong")
    return int(product.trace()), int(product.sum())


def combine(results: list[Result]) -> str:
    """How many products, how many multiplications, and the sum of the traces."""
    traces = sum(trace for trace, _ in results)
    return f"{len(results):,} products checked, {len(results) * 2 * SIZE**3 / 1e9:,.1f} GFLOP, sum of the traces {traces:,}"
