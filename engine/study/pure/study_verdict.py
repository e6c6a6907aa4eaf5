"""The sentence under a comparison or a sweep: who won, by how much, why, and what the figures can't say."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ...analysis.run.usage import PARALLEL_CORES
from ...model.states import Piece
from ...model.study_rows import BASELINE, Row
from ...text.quantities import ratio, times
from ...text.words import capital, listed, number_word, plural
from .row_evidence import at_once, base_of, computing
from .statistics import TELLS_FROM, Median
from .study_words import are, is_plural

MOSTLY = 0.5
"""Share of the sequential run in which it computed from which on it is said that nobody used more than a core."""
_IT_TAKES = f"it takes {TELLS_FROM} repeats of each to tell models apart"


def tied(row: Row, other: Row) -> bool:
    """Whether two rows that were measured can't be told apart."""
    walls = [(each.wall_s, len(each.repeats)) for each in (row, other)]
    one, two = (Median(wall.median, wall.low, wall.high, repeats) for wall, repeats in walls if wall)
    return one.overlaps(two)


def verdict(rows: Sequence[Row], usable_cores: float) -> str:
    """One to six plain sentences about the rows of a comparison."""
    if not any(row.wall_s for row in rows) and any(not row.error for row in rows):
        return " ".join(["It was stopped before any repeat was done, so there is nothing to compare.", *_caveats(rows)])
    sound = [row for row in rows if row.sound]
    return " ".join([_winner(sound, rows, usable_cores), *_caveats(rows)])


def _winner(sound: list[Row], rows: Sequence[Row], usable_cores: float) -> str:
    if not sound:
        known = any(row.wall_s and row.same is None for row in rows)
        answer = "an answer that can be checked" if known else "the right answer"
        return f"Nothing could be compared: no model finished with {answer}."
    best = min(sound, key=lambda row: row.median_s)
    if len(sound) == 1:
        only = (
            "finished with an answer that is known to be right"
            if any(row.wall_s for row in rows if row is not best)
            else "was measured"
        )
        return f"Only {best.name} {only}, so there is nothing to compare it with."
    few = [row for row in sound if len(row.repeats) < TELLS_FROM]
    if len(few) == len(sound):
        return f"No clear difference can be claimed: {_IT_TAKES}."
    equals = [row for row in sound if row is not best and tied(row, best)]
    if len(equals) == len(sound) - 1:
        if few:
            had = listed([f"{row.name} had {len(row.repeats)}" for row in few])
            return f"No clear difference can be claimed: {_IT_TAKES}, and {had}."
        return f"No clear difference between {listed([row.name for row in sound])}.{_why_not(sound)}"
    name = capital(best.name)
    if not equals:
        why = "" if best.difference == "baseline" else f": {_why(best, usable_cores)}"
        text = f"{name} {'win' if is_plural(best.name) else 'wins'}{_by(best)}{why}."
    else:
        names = [row.name for row in equals]
        text = f"{name} had the shortest median, but {listed(names)} {are(names)} not clearly slower."
        if all(row.difference != "baseline" for row in (best, *equals)):
            they = "They are" if is_plural(best.name) else "It is"
            text += f" {they}{_by(best)[1:]}: {_why(best, usable_cores)}."
    return f"{text}{_others(best, sound, equals)}"


def _by(best: Row) -> str:
    """`, 1.87 times as fast as sequential (1.80 to 1.95)`."""
    speedup = best.speedup
    if best.difference == "baseline" or not speedup:
        return ""
    low, high = ratio(speedup.low), ratio(speedup.high)
    return f", {ratio(speedup.median)} times as fast as {BASELINE} ({low} to {high})"


def _why(best: Row, usable_cores: float) -> str:
    """The reason, as far as it was measured."""
    many = is_plural(best.name)
    used = f"{best.cores_used or 0.0:.2g} of {usable_cores:g} usable cores"
    if done := at_once(best):
        inferred = best.ledger is not None and "wait_io" in best.ledger.inferred and "waited for I/O" in done
        guess = " (that it was I/O is inferred)" * inferred
        return f"{'their' if many else 'its'} workers {listed(done)} at the same time, on {used}{guess}"
    they, them = ("they", "them") if many else ("it", "it")
    return f"{they} used {used}, and what makes {them} faster was not measured"


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
    inferred = row.ledger is not None and "wait_gil" in row.ledger.inferred
    return f", waiting for the GIL{' (inferred)' * inferred}" if loss and loss.piece is Piece.WAIT_GIL else ""


def _why_not(sound: list[Row]) -> str:
    """Of work that computes: that nobody did so on more than one core."""
    base = base_of(sound)
    share = None if base is None else computing(base)
    if share is not None and share >= MOSTLY and max(row.cores_used or 0.0 for row in sound) <= PARALLEL_CORES:
        return " None of them used clearly more than one core."
    return ""


def _caveats(rows: Sequence[Row]) -> list[str]:
    found = about_answers(rows)
    failed, measured = [row.name for row in rows if row.error], any(row.wall_s for row in rows)
    if failed:
        found.append(f"Failed: {listed(failed)}{'; the others stand' * measured}.")
    missing = [row.name for row in rows if not row.wall_s and not row.error]
    if missing and measured:
        found.append(f"Not measured, as it was stopped before: {listed(missing)}.")
    noisy = [row for row in rows if row.disturbed]
    if noisy:
        when = "meanwhile" if len(noisy) == len(rows) else f"while {listed([row.name for row in noisy])} ran"
        most = max(row.rest_cores or 0.0 for row in noisy)
        found.append(f"Up to {most:.2f} cores were busy with other things {when}, so take the figures with care.")
    void = sum(len(row.thrown_away) for row in rows)
    if void:
        found.append(
            f"{plural(void, 'repeat')} {'was' if void == 1 else 'were'} thrown away: the machine slept or a clock was set."
        )
    return found


def _name(row: Row) -> str:
    return row.name


def about_answers(rows: Sequence[Row], name: Callable[[Row], str] = _name) -> list[str]:
    """What can be said of results that are not those of the baseline; `name` says what a row is called in a sentence."""
    base = base_of(rows)
    found: list[str] = []
    if any(row.same == "varies" for row in rows):
        return [
            f"The results vary by themselves: those of {BASELINE} differ from run to run, so nobody's can be checked against them, "
            "and only times are compared."
        ]
    if base and (wrong := [name(row) for row in rows if row.same == "wrong"]):
        often = {2: "twice"}.get(len(base.repeats), f"{number_word(len(base.repeats))} times")
        found.append(f"Wrong answer: {listed(wrong)} did not come to the results that {BASELINE} came to {often}.")
    if open_ := [name(row) for row in rows if row.wall_s and row.same is None]:
        why = f"{BASELINE} was run only once" if base else f"there is no result of {BASELINE}"
        found.append(f"Whether the results of {listed(open_)} are right can't be told: they differ, and {why}.")
    return found
