"""Where a thread's time went: exact amounts, divided by looks.

Between two looks at a thread three things are exact: how long it was on a core, how long it waited for one, and so how
long it was off the cores for another reason. What that reason was only the looks can say: each interval's time off the
cores is dealt to the states at its two ends, half and half. Looks come at random times, so a state that lasts long is
met often, and the shares are right in the mean whatever the rhythm of the program.

Three things make it less simple:

- An interval that begins and ends on a core has no state to deal to, though the thread was off in between. Its time is
  dealt as the thread's other looks of late were; before there are any it stays "unseen".
- The kernel counts a wait for a core when it ends, and time on a core at its ticks. What it counts too late for an
  interval is carried to the next; a wait for a core that a look sees going on is dealt at once, and taken off when the
  kernel counts it. So every interval deals exactly its length, and the sums are exact.
- Some waiting for a core the kernel may not count, as when the host of a virtual machine takes the core away. (What a
  quota takes it counts: tried on Linux 6.18.) A thread that is found on a core or ready clearly more often than what was
  counted allows has been waiting for one uncounted, and its ends on a core take their part.

Who held the GIL is divided likewise: of the time on a core or ready as those ends say that were so, of the time off the cores as the
others. An interval of many turns may have no end on a core; then it is as the thread's looks of late had it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

from .look import STATES, Gap, Look, State

GROWTH = 1.015
"""How much more each look weighs than the one before it: about the last 70 count."""
ENOUGH = 12.0
"""How many looks must count before uncounted waiting is concluded from them."""
FEW = 3.0
"""How many must have found a thread off the cores before what no look saw is dealt as they were."""

_ON, _CORE, _UNSEEN = STATES.index("on_core"), STATES.index("wait_core"), STATES.index("unseen")
_STOPPED = STATES.index("stopped")
_INDEX = {state: index for index, state in enumerate(STATES)}
_HEAVY = 1e12


class Totals(NamedTuple):
    """What one thread did between its first look and its last; the times in its states add up to exactly what lies between.

    Attributes:
        pid: its process.
        tid: its native id.
        thread: as in `Look`.
        first_ns: when it was first looked at, by the witness's clock.
        last_ns: when last.
        spent_ns: time in each of `STATES`; waiting for a disk is waiting for I/O.
        looks: how many looks divided it.
        holder_looks: how many of them knew who held the GIL; with none the next three say nothing.
        gil_held_ns: about how long it held the GIL.
        gil_held_no_core_ns: the part of it in which it could run and had no core: nobody of its interpreter runs then.
        gil_held_waiting_ns: the part of it in which it was blocked: a wait that doesn't let go of the GIL.
    """

    pid: int
    tid: int
    thread: int
    first_ns: int
    last_ns: int
    spent_ns: tuple[int, ...]
    looks: int = 1
    holder_looks: int = 0
    gil_held_ns: int = 0
    gil_held_no_core_ns: int = 0
    gil_held_waiting_ns: int = 0

    @property
    def wall_ns(self) -> int:
        """From the first look to the last."""
        return self.last_ns - self.first_ns

    def of(self, state: State) -> int:
        """Time in this state, ns."""
        return self.spent_ns[_INDEX[state]]


class Account:
    """One thread's.

    What is remembered of its looks is weighed, newer ones more: `_seen` by state, `_ready` of those on a core or ready,
    `_counted` the part of them that is expected to be so from what the kernel counted, `_holding` and `_asked` of how many of those off
    the cores, and of the others, it was known whether they held the GIL, and how many did. `_due` is time off the cores, on one and waiting
    for one of which no look has said yet who held the GIL in it.
    """

    def __init__(self, first: Look) -> None:
        self._first = self._last = first
        self._spent = [0] * len(STATES)
        self._owed_core = self._owed_wait = self._ahead = 0
        self._seen = [0.0] * len(STATES)
        self._unit, self._weight, self._ready, self._counted = 1.0, 0.0, 0.0, 0.0
        self._looks = self._held_looks = 0
        self._held = [0.0, 0.0, 0.0]
        self._holding, self._asked = [0.0, 0.0], [0.0, 0.0]
        self._due = [0, 0, 0]
        self._note(first, _INDEX[first.state], 1.0 if first.state == "on_core" else 0.0)

    def add(self, look: Look, gap: Gap = "") -> None:
        """Deal the time since the look before, by what lies between the two.

        Where that was long and it had turns on a core in it, its other looks of late tell more than these two.
        """
        last, self._last = self._last, look
        wall = look.at_ns - last.at_ns
        if wall <= 0:
            self._last = last
            return
        begin, end = _INDEX[last.state], _INDEX[look.state]
        core, wait = self._exact(last, look, wall)
        off = wall - core - wait
        if gap == "stopped":
            begin = end = _STOPPED
        elif gap == "blind" and look.turns != last.turns:
            begin = end = _UNSEEN
        self._note(look, _INDEX[look.state], (core + wait) / wall)
        spent = self._spent
        spent[_ON] += core
        spent[_CORE] += wait
        if off:
            wait += self._deal(off, begin, end, went_on=last.turns == look.turns)
        if last.holds_gil is not None and look.holds_gil is not None and _STOPPED not in (begin, end):
            self._hold(last, look, core, wait, wall)
        if spent[_UNSEEN]:
            self._deal_unseen()

    def totals(self) -> Totals:
        """What it did so far."""
        first, last = self._first, self._last
        held, no_core, waiting = (round(amount) for amount in self._held)
        return Totals(
            first.pid, first.tid, first.thread, first.at_ns, last.at_ns, tuple(self._spent),
            looks=self._looks, holder_looks=self._held_looks,
            gil_held_ns=held, gil_held_no_core_ns=no_core, gil_held_waiting_ns=waiting,
        )  # fmt: skip

    def _exact(self, last: Look, look: Look, wall: int) -> tuple[int, int]:
        """Time on a core and waiting for one that the kernel counted, no more than fits; what is over is carried on."""
        core = look.cpu_ns - last.cpu_ns + self._owed_core
        wait = look.wait_core_ns - last.wait_core_ns + self._owed_wait
        if not (core or wait):
            return 0, 0
        if self._ahead and look.turns != last.turns:
            wait -= min(wait, self._ahead)
            self._ahead = 0
        fits = min(max(0, core), wall)
        waited = min(max(0, wait), wall - fits)
        self._owed_core, self._owed_wait = core - fits, wait - waited
        return fits, waited

    def _note(self, look: Look, state: int, counted: float) -> None:
        if state == _STOPPED:
            return  # nothing that it says of the thread holds for the rest of its time
        self._looks += 1
        self._unit = unit = self._unit * GROWTH
        self._weight += unit
        self._counted += unit * counted
        if state == _ON:
            self._ready += unit
        else:
            self._seen[state] += unit
        if look.holds_gil is not None:
            self._held_looks += 1
            self._asked[look.ready] += unit
            self._holding[look.ready] += unit * look.holds_gil
        if unit > _HEAVY:
            self._lighten()

    def _lighten(self) -> None:
        """The same weights in smaller numbers."""
        scale, self._unit = 1 / self._unit, 1.0
        self._weight, self._counted, self._ready = self._weight * scale, self._counted * scale, self._ready * scale
        self._seen = [weight * scale for weight in self._seen]
        self._asked = [weight * scale for weight in self._asked]
        self._holding = [weight * scale for weight in self._holding]

    def _uncounted(self) -> float:
        """The part of the looks that found it on a core or ready in which it waited for a core, uncounted."""
        looks = self._weight / self._unit
        if looks < ENOUGH or not self._ready:
            return 0.0
        ready, expected = self._ready / self._unit, min(self._counted / self._unit, looks)
        spread = math.sqrt(expected * (1 - expected / looks))
        return (ready - expected) / ready if ready - expected > 2 * spread + 1 else 0.0

    def _deal(self, off: int, begin: int, end: int, *, went_on: bool) -> int:
        """Deal time off the cores to the states at its ends; returns what went to waiting for a core.

        Args:
            went_on: no turn on a core began meanwhile, so the kernel has not counted a wait yet.
        """
        spent = self._spent
        if begin == end and begin != _ON:
            spent[begin] += off
            waited = off if begin == _CORE else 0
        else:
            weights = [0.0] * len(STATES)
            uncounted = self._uncounted() if _ON in (begin, end) else 0.0
            for state in (begin, end):
                if state == _ON:
                    weights[_CORE] += uncounted
                else:
                    weights[state] += 1
            shares = _split(off, weights if any(weights) else self._seen)
            for state, amount in enumerate(shares):
                spent[state] += amount
            waited = shares[_CORE]
        if went_on:
            self._ahead += waited
        return waited

    def _deal_unseen(self) -> None:
        """Deal what was off before any look found it so, once a few have."""
        weights = self._seen.copy()
        weights[_CORE] += self._ready * self._uncounted()
        if sum(weights) > FEW * self._unit:
            unseen, self._spent[_UNSEEN] = self._spent[_UNSEEN], 0
            for state, amount in enumerate(_split(unseen, weights)):
                self._spent[state] += amount

    def _hold(self, last: Look, look: Look, core: int, wait: int, wall: int) -> None:
        """Divide the time between who held the GIL, apart for time on a core or ready, and off the cores."""
        self._due = [due + more for due, more in zip(self._due, (wall - core - wait, core, wait), strict=True)]
        if self._asked[True]:
            part, (_, core, wait) = self._part_held(last, look, True), self._due
            self._held[0] += part * (core + wait)
            self._held[1] += part * wait
            self._due[1:] = 0, 0
        if self._asked[False]:
            held = self._part_held(last, look, False) * self._due[0]
            self._held[0] += held
            self._held[2] += held
            self._due[0] = 0

    def _part_held(self, last: Look, look: Look, ready: bool) -> float:
        """In which part of its time on a core or ready, or off the cores, it held the GIL."""
        ends = [bool(end.holds_gil) for end in (last, look) if end.ready == ready]
        return sum(ends) / len(ends) if ends else self._holding[ready] / self._asked[ready]


def _split(amount: int, weights: list[float]) -> list[int]:
    """An amount in proportion to weights, in whole numbers that add up to it; to "unseen" without any weight."""
    shares = [0] * len(weights)
    total = sum(weights)
    if not total:
        shares[_UNSEEN] = amount
        return shares
    for state, weight in enumerate(weights):
        if weight:
            shares[state] = int(amount * (weight / total))
    shares[weights.index(max(weights))] += amount - sum(shares)
    return shares


class Accounts:
    """Those of all threads that were ever looked at; ended ones too, until they are taken."""

    def __init__(self) -> None:
        self._accounts: dict[int, Account] = {}

    def add(self, looks: Iterable[Look], gap: Gap = "") -> None:
        """Deal the time of each thread since the look before; `gap`: as in `Account.add`, of all of them."""
        for look in looks:
            account = self._accounts.get(look.thread)
            if account is None:
                self._accounts[look.thread] = Account(look)
            else:
                account.add(look, gap)

    def take_ended(self, looks: Iterable[Look]) -> list[Totals]:
        """What those did whose threads aren't among these looks, the latest; they are forgotten, their time since is lost."""
        looks = list(looks)
        if len(looks) == len(self._accounts) and all(look.thread in self._accounts for look in looks):
            return []
        alive = {look.thread for look in looks}
        return [self._accounts.pop(thread).totals() for thread in list(self._accounts) if thread not in alive]

    def totals(self) -> list[Totals]:
        """What each thread did so far, in the order of their first looks."""
        return [account.totals() for account in self._accounts.values()]
