"""NumPy's BLAS library held to one thread, in our own process only.

It starts a thread a core as soon as NumPy is imported. Our process multiplies nothing that would need them, and where the number of
processes is limited they can't be started: OpenBLAS then writes warnings of its own on standard error, before the one line
that we have to say. It reads its environment once, when it is loaded, so this has to come before NumPy is imported.

What runs in a lab is somebody else's program, and there a BLAS of many threads is part of what is to be seen. So what is set here is
taken out of the environment that labs get; what the user has set himself stays, here and there.
"""

from __future__ import annotations

import os

VARIABLES = (
    "OPENBLAS_NUM_THREADS",
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "BLIS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)
_ours: set[str] = set()
"""Those that were not there before."""


def hold() -> None:
    """One thread for BLAS in this process, unless the user wants another number. Call it before NumPy is imported."""
    for name in VARIABLES:
        if name not in os.environ:
            os.environ[name] = "1"
            _ours.add(name)


def environment() -> dict[str, str]:
    """A new copy of the environment without what was set for this process only: what labs and servers get."""
    return {name: value for name, value in os.environ.items() if name not in _ours}
