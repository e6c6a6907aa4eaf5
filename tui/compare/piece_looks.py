"""How the pieces of a waterfall are shown: words, ink and glyph of each. The words may change; in files stand others (`Piece`)."""

from __future__ import annotations

from typing import NamedTuple

from ...engine.model.states import GIL, WATERFALL, Piece
from ...engine.model.study_rows import Row, Waterfall
from ..charts.waterfall import Bar

ONE_CORE = 1.2


class Look(NamedTuple):
    """How a piece is shown."""

    words: str
    ink: str
    glyph: str
    """In the bar of one line, where there are no words beside it."""
    kind: str
    """What it is one of, in the legend of many bars."""


READY, HANDING, ENDING = ("rest", "▓", "making ready"), ("lane3", "≈", "handing over"), ("rest", "·", "ending, idle")
LOOKS = {
    Piece.INTERPRETER_START: Look("interpreter start", *READY),
    Piece.IMPORTS: Look("imports", *READY),
    Piece.MAKING_ITEMS: Look("making items", *READY),
    Piece.COUNTING_BYTES: Look("concviz's own", *READY),
    Piece.STARTING_WORKERS: Look("starting workers", "title", "▓", "starting workers"),
    Piece.PICKLING: Look("pickling", *HANDING),
    Piece.QUEUEING: Look("queueing", *HANDING),
    Piece.COMPUTING: Look("computing", "run", "█", "computing"),
    **{s.piece: Look(s.words, s.ink, s.glyph, s.words if s is GIL else s.kind) for s in WATERFALL if s.piece},
    Piece.IDLE: Look("idle at the end", *ENDING),
    Piece.UNEXPLAINED: Look("not accounted for", "dim", "?", "not accounted for"),
    Piece.RESULTS_BACK: Look("results back", *HANDING),
    Piece.TEARDOWN: Look("teardown", *ENDING),
}


def bars_of(fall: Waterfall) -> list[Bar]:
    """The pieces in their order, the biggest loss marked."""
    lost = fall.biggest_loss.piece if fall.biggest_loss else None
    return [
        Bar(LOOKS[piece].words, long, *LOOKS[piece][1:], loss=piece is lost, ideal=piece is Piece.COMPUTING)
        for piece, long in fall.pieces.items()
    ]


def lost_to(piece: Piece, row: Row) -> str:
    """What a loss is called; computing takes longer than the ideal because one core does it all, or because it needs more CPU time."""
    if piece is not Piece.COMPUTING:
        return LOOKS[piece].words
    slow = row.cores_used is not None and row.cores_used < ONE_CORE
    return "computing on one core only" if slow else "more computing than sequential needs"
