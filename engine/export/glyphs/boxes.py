"""Box drawing, U+2500 to U+257F.

A character's arms are read from its Unicode name (`BOX DRAWINGS DOWN LIGHT AND RIGHT HEAVY`): 128 of them follow from
one rule. Lines are 1 unit wide (light), 2 (heavy), or two of 1 unit with 2 between them (double).
"""

from __future__ import annotations

import math
import unicodedata

from .primitives import HIGH, MIDDLE_X, MIDDLE_Y, WIDE, Polygon, Rect, Shape

LIGHT, HEAVY, DOUBLE = 1, 2, 3
ARMS = {"LEFT": "l", "RIGHT": "r", "UP": "u", "DOWN": "d", "HORIZONTAL": "lr", "VERTICAL": "ud"}
WEIGHTS = {"LIGHT": LIGHT, "SINGLE": LIGHT, "HEAVY": HEAVY, "DOUBLE": DOUBLE}
DASHES = {"DOUBLE": 2, "TRIPLE": 3, "QUADRUPLE": 4}


def box(text: str) -> tuple[Shape, ...]:
    """The lines of one box-drawing character."""
    words = unicodedata.name(text).split()[2:]
    if "DIAGONAL" in words:
        return _diagonals(text)
    if "ARC" in words:
        return _arc("r" if "RIGHT" in words else "l", "d" if "DOWN" in words else "u")
    if "DASH" in words:
        weight = HEAVY if words[0] == "HEAVY" else LIGHT
        return _dashes(DASHES[words[1]], weight, upright=words[-1] == "VERTICAL")
    arms = _arms(words)
    return tuple(line for arm in "lrud" if arms.get(arm) for line in _arm(arm, arms))


def _arms(words: list[str]) -> dict[str, int]:
    """Weight by arm, from the words of the character's name."""
    found: dict[str, int] = {}
    first = LIGHT
    for part in " ".join(words).split(" AND "):
        named = [WEIGHTS[word] for word in part.split() if word in WEIGHTS]
        weight = named[0] if named else first
        first = weight
        found |= {arm: weight for word in part.split() for arm in ARMS.get(word, "")}
    return found


# The right arm is drawn for all four: (across, along) are turned into (x, y) at the end. For the right arm "before" is
# up (smaller y) and "after" is down.
TURNS = {"r": ("u", "d", "l"), "l": ("u", "d", "r"), "d": ("l", "r", "u"), "u": ("l", "r", "d")}


def _arm(arm: str, arms: dict[str, int]) -> tuple[Rect, ...]:
    before, after, opposite = (arms.get(name, 0) for name in TURNS[arm])
    flip = arm in "lu"
    if arms[arm] != DOUBLE:
        start = _single_start(before, after, opposite, arms[arm])
        return (_line(arm, start, -arms[arm] / 2, arms[arm] / 2, flip),)
    near = _double_start(before, after, opposite)
    far = _double_start(after, before, opposite)
    return _line(arm, near, -2, -1, flip), _line(arm, far, 1, 2, flip)


def _single_start(before: int, after: int, opposite: int, weight: int) -> float:
    """How far from the middle a single line begins, towards its arm (negative: on the other side)."""
    if DOUBLE in (before, after):
        if opposite:
            return 0.0
        return 1.0 if before == after else -2.0
    return -max(before, after, 0 if opposite else min(weight, max(before, after))) / 2


def _double_start(this_side: int, other_side: int, opposite: int) -> float:
    """The same for that one of two lines that lies on `this_side`."""
    if this_side == DOUBLE:
        return 1.0
    if this_side:
        return -this_side / 2
    if opposite:
        return 0.0
    return -2.0 if other_side == DOUBLE else -other_side / 2


def _line(arm: str, start: float, low: float, high: float, flip: bool) -> Rect:
    if arm in "lr":
        x0, x1 = (0.0, MIDDLE_X - start) if flip else (MIDDLE_X + start, WIDE)
        return Rect(x0, MIDDLE_Y + low, x1, MIDDLE_Y + high)
    y0, y1 = (0.0, MIDDLE_Y - start) if flip else (MIDDLE_Y + start, HIGH)
    return Rect(MIDDLE_X + low, y0, MIDDLE_X + high, y1)


def _dashes(count: int, weight: int, *, upright: bool) -> tuple[Shape, ...]:
    length = HIGH if upright else WIDE
    step, low = length / count, weight / 2
    spans = [(step * (i + 0.18), step * (i + 0.82)) for i in range(count)]
    if upright:
        return tuple(Rect(MIDDLE_X - low, a, MIDDLE_X + low, b) for a, b in spans)
    return tuple(Rect(a, MIDDLE_Y - low, b, MIDDLE_Y + low) for a, b in spans)


def _arc(side: str, end: str) -> tuple[Shape, ...]:
    """A rounded corner: a quarter of a circle, and the straight rest of the longer arm."""
    radius = WIDE / 2
    turn_x, turn_y = (1 if side == "r" else -1), (1 if end == "d" else -1)
    centre_x, centre_y = MIDDLE_X + turn_x * radius, MIDDLE_Y + turn_y * radius
    angles = [math.pi / 2 * step / 16 for step in range(17)]
    outline = [
        (centre_x - turn_x * r * math.cos(a), centre_y - turn_y * r * math.sin(a))
        for r, sweep in ((radius + 0.5, angles), (radius - 0.5, angles[::-1]))
        for a in sweep
    ]
    y0, y1 = (centre_y, HIGH) if end == "d" else (0.0, centre_y)
    return Polygon(tuple(outline)), Rect(MIDDLE_X - 0.5, y0, MIDDLE_X + 0.5, y1)


def _diagonals(text: str) -> tuple[Shape, ...]:
    h = 0.55
    rising = Polygon(((-h, HIGH), (h, HIGH), (WIDE + h, 0), (WIDE - h, 0)))
    falling = Polygon(((-h, 0), (h, 0), (WIDE + h, HIGH), (WIDE - h, HIGH)))
    return {"╱": (rising,), "╲": (falling,)}.get(text, (rising, falling))
