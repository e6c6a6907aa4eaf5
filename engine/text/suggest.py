"""What somebody may have meant: the names nearest to one that isn't there."""

from __future__ import annotations

from collections.abc import Iterable

from .words import listed


def nearest(name: str, known: Iterable[str], most: int = 3, cutoff: float = 0.5) -> list[str]:
    """Up to `most` of the known names that look like this one, the likest first."""
    from difflib import get_close_matches

    by_lower = {each.lower(): each for each in known}
    return [by_lower[each] for each in get_close_matches(name.lower(), by_lower, n=most, cutoff=cutoff)]


def did_you_mean(name: str, known: Iterable[str], otherwise: str, most: int = 3) -> str:
    """`did you mean pi, fractal or 'Now processes'?` (quoted where blanks are part of it), or `otherwise` if none is near."""
    near = [each if each.isprintable() and " " not in each else repr(each) for each in nearest(name, known, most)]
    return f"did you mean {listed(near, 'or')}?" if near else otherwise


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    """One sentence for a name that isn't there, with the nearest ones that are."""
    known = sorted(known)
    otherwise = f"there are {', '.join(known)}"
    return f"no {what} named {name!r}: {did_you_mean(name, known, otherwise)}"
