"""The sentence under a comparison or a sweep: who won, by how much, why, and what the figures can't say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .statistics import TELLS_FROM, Interval

BASELINE = "sequential"
PARALLEL_CORES = 1.2


def interval_of(row: dict[str, Any]) -> Interval:
    """The row's wall time."""
    return Interval(**row["wall_s"], repeats=len(row["repeats"]))


def verdict(rows: Sequence[dict[str, Any]], kind: str, usable_cores: float) -> str:
    """One to five plain sentences about the rows of a comparison; `kind` is the task's."""
    sound = [row for row in rows if row["wall_s"] and row["equal"] and row["status"] == "done"]
    sentences = [_winner(sound, kind, usable_cores), *_caveats(rows)]
    return " ".join(sentence for sentence in sentences if sentence)


def _winner(sound: list[dict[str, Any]], kind: str, usable_cores: float) -> str:
    if not sound:
        return "Nothing could be compared: no model finished with the right answer."
    best = min(sound, key=lambda row: row["wall_s"]["median"])
    if len(sound) == 1:
        return f"Only {best['name']} was measured, so there is nothing to compare it with."
    if max(len(row["repeats"]) for row in sound) < TELLS_FROM:
        return f"No clear difference can be claimed: it takes {TELLS_FROM} repeats of each to tell models apart."
    tied = [row for row in sound if row is not best and interval_of(row).overlaps(interval_of(best))]
    if len(tied) == len(sound) - 1:
        return f"No clear difference between {listed([row['name'] for row in sound])}.{_why_not(sound, kind)}"
    if tied:
        names = listed([best["name"], *(row["name"] for row in tied)])
        text = f"The fastest are {names}, with no clear difference between them; {best['name']} had the shorter median"
    else:
        text = f"{capital(best['name'])} wins"
    return f"{text}{_by(best)}: {_why(best, kind, usable_cores)}.{_others(best, sound, tied)}"


def _by(best: dict[str, Any]) -> str:
    """`, 1.87 times as fast as sequential (1.80 to 1.95)`."""
    speedup = best["speedup"]
    if best["difference"] == "baseline" or not speedup:
        return ""
    return f", {speedup['median']:.3g} times as fast as {BASELINE} ({speedup['low']:.3g} to {speedup['high']:.3g})"


def _why(best: dict[str, Any], kind: str, usable_cores: float) -> str:
    """The reason, from what was measured."""
    cores = best["cores_used"]
    if best["difference"] == "baseline":
        return "what the others spend on workers is more than they gain"
    if kind == "io":
        return f"its workers wait for I/O at the same time ({cores:.2g} cores used), {BASELINE} waits for one item after another"
    if cores > PARALLEL_CORES:
        return f"its workers computed at the same time, on {cores:.2g} of {usable_cores:g} usable cores"
    return f"it used {cores:.2g} of {usable_cores:g} usable cores, so the gain is not from computing at the same time"


def _others(best: dict[str, Any], sound: list[dict[str, Any]], tied: list[dict[str, Any]]) -> str:
    """How the rest stands against the baseline."""
    rest = [row for row in sound if row is not best and row not in tied and row["difference"] != "baseline"]
    parts = []
    for word, text in (
        ("faster", "also faster than"),
        ("no clear difference", "no clear difference from"),
        ("slower", "slower than"),
    ):
        names = [_against(row) for row in rest if row["difference"] == word]
        if names:
            parts.append(f"{listed(names)}: {text} {BASELINE}")
    return f" {capital('; '.join(parts))}." if parts else ""


def _against(row: dict[str, Any]) -> str:
    return f"{row['name']} ({row['speedup']['median']:.3g}×{_turns(row)})"


def _turns(row: dict[str, Any]) -> str:
    """The biggest loss in brackets, where it is waiting for the GIL: the reason that people look for."""
    loss = (row["waterfall"] or {}).get("biggest_loss") or {}
    return ", waiting for the GIL" if loss.get("piece") == "waiting for the GIL" else ""


def _why_not(sound: list[dict[str, Any]], kind: str) -> str:
    if kind != "io" and max(row["cores_used"] for row in sound) <= PARALLEL_CORES:
        return " None of them used clearly more than one core."
    return ""


def _caveats(rows: Sequence[dict[str, Any]]) -> list[str]:
    found = []
    wrong = [row["name"] for row in rows if row["equal"] is False]
    if wrong:
        found.append(f"Wrong answer: {listed(wrong)} did not come to the same results on the same items.")
    failed = [row["name"] for row in rows if row["error"]]
    if failed:
        found.append(f"Failed: {listed(failed)}; the others stand.")
    noisy = [row["name"] for row in rows if row["disturbed"]]
    if noisy:
        found.append(f"Other programs were busy while {listed(noisy)} ran, so take the figures with care.")
    void = sum(len(row["thrown_away"]) for row in rows)
    if void:
        times = f"{void} repeats were" if void > 1 else "1 repeat was"
        found.append(f"{times} thrown away because the machine slept or a clock was set.")
    return found


def capital(text: str) -> str:
    """With a capital at the beginning, and the rest as it is."""
    return text[:1].upper() + text[1:]


def listed(names: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
