"""What lanes stood still for on the timeline, as looks at their threads saw it.

Looks tell shares and hardly ever the moment, so every stand-still inside an item is divided in the lane's own shares, in a fixed
order: areas agree with the ledger, and single moments are no more certain than that.
"""

from __future__ import annotations

import numpy as np

from ...model.states import CODE
from ..run.account import IO, SEEN
from ..run.lane_table import LaneTable
from ..snapshot import WAIT_GIL, WAIT_IO, Floats, Ints
from .pieces import Pieces

CODES = np.array([CODE[name] for name in SEEN])
"""In the order of `run.lane_waits.WAITS`."""
LEAST = 0.02
"""A smaller share is not drawn: it goes to the biggest."""


def shares_of(us: Floats, table: LaneTable) -> Floats:
    """(lanes, 5) shares of what each lane's steps or items stood still for; all 0 where nobody saw it.

    The thread of an event loop waits for I/O whenever it has nothing to do, which is no step's standing still.
    """
    us = us.copy()
    others = us.sum(axis=1) - us[:, IO]
    us[table.coroutine & (others > 0), IO] = 0.0
    shares = us / np.maximum(us.sum(axis=1), 1e-9)[:, None]
    small = shares < LEAST
    lost = np.where(small, shares, 0.0).sum(axis=1)
    shares = np.where(small, 0.0, shares)
    shares[np.arange(len(shares)), shares.argmax(axis=1)] += lost
    return shares


def biggest(shares: Floats) -> Ints:
    """(lanes,) the state that each stood still for most, -1 where nobody saw it."""
    return np.where(shares.sum(axis=1) > 0, CODES[shares.argmax(axis=1)], -1)


def as_seen(pieces: Pieces, table: LaneTable, shares: Floats) -> Pieces:
    """The pieces, those that stood still inside an item divided as their lanes were seen; steps of coroutines are left alone."""
    row, start, end, state, core, item = pieces
    still = (
        ((state == WAIT_GIL) | (state == WAIT_IO)) & (item >= 0) & ~table.coroutine[row] & (shares[row].sum(axis=1) > 0)
    )
    if not still.any():
        return pieces
    kept = [column[~still] for column in pieces]
    standing = (row[still], start[still], end[still], state[still], core[still], item[still])
    parts = divided(standing, shares[row[still]])
    row, start, end, state, core, item = (np.concatenate(pair) for pair in zip(kept, parts, strict=True))
    return row, start, end, state, core, item


def divided(pieces: Pieces, shares: Floats) -> Pieces:
    """Each piece cut into one of each state, in a fixed order: (pieces, 5) shares that add up to 1."""
    row, start, end, _, core, item = pieces
    owner = np.arange(len(row))
    edges = np.cumsum(shares, axis=1)
    edges = np.concatenate([np.zeros((len(owner), 1)), edges], axis=1)
    edges[:, -1] = 1.0
    at = start[:, None] + np.rint(edges * (end - start)[:, None]).astype(np.int64)
    left, right = at[:, :-1], at[:, 1:]
    drawn = right > left
    which = np.broadcast_to(owner[:, None], drawn.shape)[drawn]
    code = np.broadcast_to(CODES, drawn.shape)[drawn]
    return row[which], left[drawn], right[drawn], code, core[which], item[which]
