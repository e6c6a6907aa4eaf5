"""Before and after a change: two comparisons of the same function, row by row, with intervals.

Both were measured in the same way, so the time before over the time after is a speed-up like any other: both medians are resampled on
their own. Differences of less than a tenth are not claimed: where code happens to lie in memory makes as much (see `LAYOUT`).
"""

from __future__ import annotations

from ...model.errors import PlanError
from ...model.study_facts import Change, Compared, RowChange
from ...model.study_rows import Interval, Row
from ...text.quantities import ratio as told
from ...text.words import listed
from .statistics import TELLS_FROM, interval, ratio


def refuse(before: Compared, task: str) -> None:
    """Refuses a comparison of something else.

    Raises:
        PlanError: one sentence.
    """
    if before.task != task:
        raise PlanError(f"--against is a comparison of {before.task or 'something else'}, and this is one of {task}")


def change(before: Compared, after: Compared) -> Change:
    """Row by row, those that both have.

    Raises:
        PlanError: they can't be compared, and why.
    """
    refuse(before, after.task)
    if (before.items, before.inputs_digest) != (after.items, after.inputs_digest):
        what = (
            f"{before.items or 0:,} inputs and this has {after.items or 0:,}"
            if before.items != after.items
            else "other inputs"
        )
        raise PlanError(f"--against had {what}, so its times say nothing about these")
    if machine(before) != machine(after):
        raise PlanError(f"--against was measured on {machine(before)}, and this on {machine(after)}")
    was = {row.name: row for row in before.rows if row.repeats}
    pairs = [(was[row.name], row) for row in after.rows if row.name in was and row.repeats]
    if not pairs:
        raise PlanError("--against has none of these models, so there is nothing to compare with")
    return Change(rows=[row_change(one, two) for one, two in pairs], warnings=warnings(pairs))


def machine(study: Compared) -> str:
    """What has to be the same."""
    known = study.machine
    return f"{known.usable_cores:g} cores of {known.cpu or known.system}" if known else "an unknown machine"


def row_change(before: Row, after: Row) -> RowChange:
    """One of them."""
    speedup = ratio(before.repeats, after.repeats)
    one, two = interval(before.repeats), interval(after.repeats)
    results = "" if "varies" in (before.same, after.same) else "equal" if before.digest == after.digest else "other"
    clear = not one.overlaps(two)
    sentence = words(speedup.interval, clear=clear, few=min(one.repeats, two.repeats) < TELLS_FROM)
    other = " Its results are others than before." if results == "other" else ""
    return RowChange(
        name=after.name,
        speedup=speedup.interval,
        clear=clear,
        results=results,
        sentence=f"{after.name}: {sentence}{other}",
    )


def words(speedup: Interval, *, clear: bool, few: bool) -> str:
    """One sentence."""
    if few:
        return f"it takes {TELLS_FROM} repeats of each to tell before from after."
    if clear and speedup.median < 1:
        slow = (1 / speedup.median, 1 / speedup.high if speedup.high else 0.0, 1 / speedup.low if speedup.low else 0.0)
        return f"slower, it takes {told(slow[0])} times as long as before ({told(slow[1])} to {told(slow[2])})."
    between = f"{told(speedup.median)} times as fast as before ({told(speedup.low)} to {told(speedup.high)})"
    return f"faster, {between}." if clear else f"no clear difference, {between}."


def warnings(pairs: list[tuple[Row, Row]]) -> list[str]:
    """What makes the comparison worth less."""
    found = [
        f"{two.name} ran on Python {one.python} before, and on {two.python} now."
        for one, two in pairs
        if one.python != two.python
    ]
    found += [
        f"{two.name} had {one.workers:,} workers before, and {two.workers:,} now."
        for one, two in pairs
        if one.workers != two.workers
    ]
    busy = [two.name for one, two in pairs if one.disturbed or two.disturbed]
    if busy:
        found.append(f"Other programs were busy while {listed(busy)} ran, before or now: take the figures with care.")
    return found
