"""Numbers that can be in a session, with the bounds beyond which they can't be true.

A file can hold anything. The bounds are checked as a line is decoded, so nobody who reads a session has to ask whether a time
is a time. They are far beyond what a machine can do, and small enough that arithmetic on them can't overflow and arrays made
by them fit into memory.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

MAX_US = 1 << 50
"""Times and sums of time beyond this (35 years) can't be true."""
LARGEST = 1 << 53
"""Whole numbers beyond this are none that was counted: floats have them no more."""
MAX_CORES = 8_192
MAX_LANES = 1 << 20
MAX_NODES = 4_096
MAX_ITEMS = 1 << 24
MAX_RUNS = 100_000
MAX_LINE = 1 << 24
"""Bytes of a line."""

Micros = Annotated[int, Meta(ge=0, lt=MAX_US)]
"""A time of the session, a length of time, or a sum of them."""
Signed = Annotated[int, Meta(gt=-MAX_US, lt=MAX_US)]
"""A time that can lie before the session's beginning."""
Whole = Annotated[int, Meta(gt=-LARGEST, lt=LARGEST)]
Count = Annotated[int, Meta(ge=0, lt=LARGEST)]
Number = Annotated[int, Meta(ge=0, lt=1 << 31)]
"""Of a run or a study."""
Node = Annotated[int, Meta(ge=0, lt=MAX_NODES)]
"""A machine of a source, by its place in `Source.nodes`; 0 where there is only this one."""
Lane = Annotated[int, Meta(ge=0, lt=MAX_LANES)]
Item = Annotated[int, Meta(ge=-1, lt=MAX_ITEMS)]
"""-1 for none."""
Items = Annotated[int, Meta(ge=0, le=MAX_ITEMS)]
"""How many."""
Core = Annotated[int, Meta(ge=-1, lt=MAX_CORES)]
"""-1 unknown."""
Flag = Annotated[int, Meta(ge=0, lt=256)]
Process = Annotated[int, Meta(ge=0, lt=1 << 31)]
Thread = Annotated[int, Meta(ge=0, lt=LARGEST)]
Permille = Annotated[int, Meta(gt=-(1 << 31), lt=1 << 31)]
Real = Annotated[float, Meta(gt=-1e300, lt=1e300)]
Measured = Annotated[float, Meta(gt=-LARGEST, lt=LARGEST)]
"""Of a size that can be measured."""
Amount = Annotated[float, Meta(ge=0, lt=LARGEST)]
CoreTime = Annotated[float, Meta(gt=0, le=MAX_CORES)]
"""Cores' worth of time."""
