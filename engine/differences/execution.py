"""Numbers of an experiment, in words: how workers compute and wait, how many there can be, what is lost and what can't be sent."""

from __future__ import annotations

from typing import Any

from ..text.quantities import duration, percent, size, times
from ..text.words import listed, plural
from .evidence import NOTHING, Finding
from .observer import Look


def parallelism(kind: str, numbers: dict[str, Any], _: dict[str, Look]) -> Finding:
    """The cell `parallelism`: cores used, and cores wished for in vain."""
    spans = numbers["spans"]
    if not spans or (kind != "coroutine" and len(spans) < numbers["asked"]):
        refused = numbers["refused"] or "they never began"
        return Finding(
            "none could be started", [f"{len(spans)} of {numbers['asked']} began: {refused}"], {"cores_used": None}
        )
    wall = max(span[1] for span in spans) - min(span[0] for span in spans)
    cores = sum(span[2] for span in spans) / wall
    waited = sum(span[3] for span in spans) / wall
    evidence = [f"{plural(numbers['asked'], kind)} computed for {duration(wall / 1e9)} and used {cores:.2f} cores"]
    if kind != "coroutine":
        evidence += [f"{kind} {index}: {duration(span[2] / 1e9)} of CPU" for index, span in enumerate(spans, 1)]
    evidence.append(f"ready to run, but waiting for a core: {waited:.2f} cores' worth")
    evidence.append(f"the GIL of this Python is {'on' if numbers['gil'] else 'off'}")
    facts = {"cores_used": round(cores, 3), "cores_waited": round(waited, 3), "gil": numbers["gil"]}
    return Finding(f"{cores:.2f} cores", evidence, facts)


def tasks(kind: str, numbers: dict[str, Any], _: dict[str, Look]) -> Finding:
    """The cell `tasks`: two speed-ups."""
    value, evidence = [], []
    facts: dict[str, Any] = {"errors": [], "gil": numbers.get("gil")}
    for key, name, what in (("cpu", "CPU", "computing"), ("io", "I/O", "requests that wait")):
        side = numbers.get(key)
        facts[f"{key}_speedup"] = None
        if side is None:
            facts["errors"].append(f"{what}: the server at the other end could not be started")
        elif "error" in side:
            facts["errors"].append(f"{what}: {side['error']}")
        else:
            speedup = side["sequential_s"] / side["model_s"]
            facts[f"{key}_speedup"] = round(speedup, 3)
            facts[f"{key}_speedup_started"] = round(side["sequential_s"] / (side["model_s"] - side["startup_s"]), 3)
            facts[f"{key}_startup_s"] = round(side["startup_s"], 4)
            if key == "cpu":
                facts["others_cores"] = round(side["others_cores"], 3)
                facts["cpu_share"] = round(side["sequential_cpu_s"] / side["sequential_s"], 3)
            value.append(f"{name} {times(speedup)}")
            workers = plural(side["workers"], kind)
            evidence.append(
                f"{what}: {side['items']} one after the other {duration(side['sequential_s'])}, with {workers} "
                f"{duration(side['model_s'])}, {duration(side['startup_s'])} of it until the first began: {times(speedup)}"
                + (f" (the fastest of {side['tries']} each)" if side["tries"] > 1 else "")
            )
            if not side["equal"]:
                evidence.append(f"{what}: the results were not equal!")
    return Finding(" · ".join(value) or "not measured", [*evidence, *facts["errors"]], facts)


def number(kind: str, numbers: dict[str, Any], looks: dict[str, Look]) -> Finding:
    """The cell `number`: how many at once, how long that took, how much memory, why no more."""
    alive, wall = numbers["alive"], numbers["wall_ns"]
    before, after = looks.get("before", NOTHING), looks.get("alive", NOTHING)
    grown = max(0, after.memory_bytes - before.memory_bytes)
    facts = {
        "alive": alive,
        "wall_s": wall / 1e9,
        "memory_bytes": grown,
        "most": numbers["most"],
        "stopped": numbers["stopped"],
    }
    evidence = []
    if alive:
        evidence.append(
            f"{plural(alive, kind)} alive at once, {duration(wall / 1e9)} after asking for the first, {size(grown)} more memory "
            f"({after.measure})"
        )
        evidence.append(
            f"from outside: {plural(before.threads, 'thread')} in {plural(len(before.processes), 'process')} before, "
            f"{plural(after.threads, 'thread')} in {plural(len(after.processes), 'process')} then"
        )
    evidence.append(
        f"no more because {numbers['stopped']}"
        if numbers["stopped"]
        else f"that was as many as we ask for ({numbers['most']:,})"
    )
    if numbers.get("start_method"):
        evidence.append(f"start method: {numbers['start_method']}")
    return Finding(
        f"{alive:,} · {duration(wall / 1e9)} · {size(grown)}" if alive else "none could be started", evidence, facts
    )


WAYS = {
    "call": ("without a lock", "count = step(count)"),
    "lock": ("with one", "the same with a lock"),
    "bare": ("with a bare +=", "count += 1"),
}
"""Each way of adding, in the cell and in the evidence."""


def race(_: str, numbers: dict[str, Any], __: dict[str, Look]) -> Finding:
    """The cell `race`: shares of updates that were lost; also for numbers that are still coming in."""
    evidence, facts = [], {"gil": numbers["gil"], "threads": numbers["threads"]}
    value = []
    for key, (short, words) in WAYS.items():
        way = numbers.get(key)
        if not way or not way["rounds"]:
            continue
        share = way["lost"] / way["expected"]
        facts[f"{key}_lost"], facts[f"{key}_expected"] = way["lost"], way["expected"]
        value.append(f"{short} {percent(share)}")
        evidence.append(
            f"{words}: {way['lost']:,} of {way['expected']:,} updates lost ({percent(share, 1)}), in {way['rounds_lost']} of "
            f"{plural(way['rounds'], 'round')}"
        )
    return Finding("lost " + ", ".join(value) if value else "", evidence, facts)


def pickling(_: str, numbers: dict[str, Any], __: dict[str, Look]) -> Finding:
    """The cell `pickling`: what can be sent, and each error."""
    can = [what for what, error in numbers["objects"] if not error]
    cannot = [(what, error) for what, error in numbers["objects"] if error]
    evidence = [f"can be sent: {listed(can)}", *(f"{what}: {error}" for what, error in cannot)]
    facts = {"can": can, "cannot": dict(cannot)}
    return Finding(f"{len(cannot)} of {len(numbers['objects'])} kinds of object can't be sent", evidence, facts)
