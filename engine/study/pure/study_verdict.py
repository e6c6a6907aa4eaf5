"""The sentence under a comparison or a sweep: who won, by how much, why, and what the figures can't say."""

from __future__ import annotations

from collections.abc import Sequence

from ...model.study_rows import BASELINE, Piece, Row
from ...text.quantities import ratio, times
from ...text.words import capital, listed
from .statistics import TELLS_FROM, Median
from .study_words import are, is_plural

PARALLEL_CORES = 1.2


def tied(row: Row, other: Row) -> bool:
    """Whether two rows that were measured can't be told apart."""
    walls = [(each.wall_s, len(each.repeats)) for each in (row, other)]
    one, two = (Median(wall.median, wall.low, wall.high, repeats) for wall, repeats in walls if wall)
    return one.overlaps(two)


def verdict(rows: Sequence[Row], kind: str, usable_cores: float) -> str:
    """One to five plain sentences about the rows of a comparison; `kind` is the task's."""
    if not any(row.wall_s for row in rows) and any(not row.error for row in rows):
        return " ".join(["It was stopped before any repeat was done, so there is nothing to compare.", *_caveats(rows)])
    sound = [row for row in rows if row.sound]
    sentences = [_winner(sound, kind, usable_cores), *_caveats(rows)]
    return " ".join(sentence for sentence in sentences if sentence)


def _winner(sound: list[Row], kind: str, usable_cores: float) -> str:
    if not sound:
        return "Nothing could be compared: no model finished with the right answer."
    best = min(sound, key=lambda row: row.median_s)
    if len(sound) == 1:
        return f"Only {best.name} was measured, so there is nothing to compare it with."
    if max(len(row.repeats) for row in sound) < TELLS_FROM:
        return f"No clear difference can be claimed: it takes {TELLS_FROM} repeats of each to tell models apart."
    equals = [row for row in sound if row is not best and tied(row, best)]
    if len(equals) == len(sound) - 1:
        return f"No clear difference between {listed([row.name for row in sound])}.{_why_not(sound, kind)}"
    name = capital(best.name)
    if not equals:
        text = f"{name} {'win' if is_plural(best.name) else 'wins'}{_by(best)}: {_why(best, kind, usable_cores)}."
    else:
        names = [row.name for row in equals]
        text = f"{name} had the shortest median, but {listed(names)} {are(names)} not clearly slower."
        if all(row.difference != "baseline" for row in (best, *equals)):
            they = "They are" if is_plural(best.name) else "It is"
            text += f" {they}{_by(best)[1:]}: {_why(best, kind, usable_cores)}."
    return f"{text}{_others(best, sound, equals)}"


def _by(best: Row) -> str:
    """`, 1.87 times as fast as sequential (1.80 to 1.95)`."""
    speedup = best.speedup
    if best.difference == "baseline" or not speedup:
        return ""
    low, high = ratio(speedup.low), ratio(speedup.high)
    return f", {ratio(speedup.median)} times as fast as {BASELINE} ({low} to {high})"


def _why(best: Row, kind: str, usable_cores: float) -> str:
    """The reason, from what was measured."""
    cores, many = best.cores_used or 0.0, is_plural(best.name)
    if best.difference == "baseline":
        return "what the others spend on workers is more than they gain"
    their = "their" if many else "its"
    if kind == "io":
        return f"{their} workers waited for I/O at the same time ({cores:.2g} cores used), {BASELINE} for one item after another"
    used = f"{cores:.2g} of {usable_cores:g} usable cores"
    if cores > PARALLEL_CORES:
        return f"{their} workers computed at the same time, on {used}"
    return f"{'they' if many else 'it'} used {used}, so the gain is not from computing at the same time"


def _others(best: Row, sound: list[Row], equals: list[Row]) -> str:
    """How the rest stands against the baseline."""
    rest = [row for row in sound if row is not best and row not in equals and row.difference != "baseline"]
    text = ""
    for word, said in (
        ("faster", f"Also faster than {BASELINE}"),
        ("no clear difference", f"No clear difference from {BASELINE}"),
        ("slower", f"Slower than {BASELINE}"),
    ):
        names = [_against(row) for row in rest if row.difference == word]
        text += f" {said}: {listed(names)}." if names else ""
    return text


def _against(row: Row) -> str:
    return f"{row.name} ({times(row.speedup.median) if row.speedup else '–'}{_turns(row)})"


def _turns(row: Row) -> str:
    """The biggest loss, where it is waiting for the GIL: the reason that people look for."""
    loss = row.waterfall.biggest_loss if row.waterfall else None
    return ", waiting for the GIL" if loss and loss.piece is Piece.WAIT_GIL else ""


def _why_not(sound: list[Row], kind: str) -> str:
    if kind != "io" and max(row.cores_used or 0.0 for row in sound) <= PARALLEL_CORES:
        return " None of them used clearly more than one core."
    return ""


def _caveats(rows: Sequence[Row]) -> list[str]:
    found = []
    wrong = [row.name for row in rows if row.equal is False]
    if wrong:
        found.append(f"Wrong answer: {listed(wrong)} did not come to the same results on the same items.")
    failed, measured = [row.name for row in rows if row.error], any(row.wall_s for row in rows)
    if failed:
        found.append(f"Failed: {listed(failed)}{'; the others stand' * measured}.")
    missing = [row.name for row in rows if not row.wall_s and not row.error]
    if missing and measured:
        found.append(f"Not measured, as it was stopped before: {listed(missing)}.")
    noisy = [row.name for row in rows if row.disturbed]
    if noisy:
        when = "meanwhile" if len(noisy) == len(rows) else f"while {listed(noisy)} ran"
        found.append(f"Other programs were busy {when}, so take the figures with care.")
    void = sum(len(row.thrown_away) for row in rows)
    if void:
        times = f"{void} repeats were" if void > 1 else "1 repeat was"
        found.append(f"{times} thrown away because the machine slept or a clock was set.")
    return found
