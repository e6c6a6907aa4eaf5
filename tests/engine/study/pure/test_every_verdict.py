"""What comparisons, sweeps and advice say of measurements of many kinds, by prints (see `tests.support.prints`).

    python -m pytest tests/engine/study/pure/test_every_verdict.py --snapshot-update

writes them anew; whole sentences of single cases stand beside this.
"""

import random

import msgspec
from concviz.engine.model.errors import UserError
from concviz.engine.model.states import Ledger
from concviz.engine.model.study_facts import Compared
from concviz.engine.model.study_rows import Pickled, Row
from concviz.engine.study.pure import against
from concviz.engine.study.pure.advice import advice, to_sweep
from concviz.engine.study.pure.advise.advice_html import advice_html
from concviz.engine.study.pure.advise.advice_markdown import advice_markdown
from concviz.engine.study.pure.advise.advice_text import advice_lines
from concviz.engine.study.pure.statistics import interval, outliers, ratio
from concviz.engine.study.pure.study_verdict import verdict
from concviz.engine.study.pure.sweep_verdict import best_workers, fitted
from concviz.engine.study.pure.sweep_verdict import verdict as sweep_verdict

from tests.support.made_advice import advice as advised
from tests.support.made_advice import evidence, function, loop
from tests.support.made_advice import row as beside_a_loop
from tests.support.made_measurements import made_row, rows_of
from tests.support.prints import plain, prints

MODELS = ("threads", "processes", "process-pool", "thread-pool", "asyncio", "interpreters", "threads@3.14.2t")
STATES = ("on_core", "wait_core", "wait_gil", "wait_lock", "wait_io", "wait_child", "asleep", "wait_loop")
SHARES = (0.0, 0.1, 0.199, 0.2, 0.5, 0.899, 0.9, 1.0)
DIFFERENCES = ("faster", "faster", "slower", "no clear difference")
NAMES = ("1", "2", "3", "4", "8", "16")


def a_ledger(chance: random.Random) -> Ledger:
    shares = {name: chance.choice(SHARES) for name in chance.sample(STATES, chance.choice([1, 2, 3]))}
    return Ledger(**shares, measured=tuple(shares), looks=90, inferred=chance.choice([(), ("wait_gil", "wait_io")]))


def walls(chance: random.Random, middle: float) -> list[float]:
    spread = chance.choice([0.0, 0.01, 0.2])
    return [
        middle * (1 + spread * chance.choice([-1, -0.5, 0.0, 0.5, 1])) for _ in range(chance.choice([1, 2, 3, 3, 5]))
    ]


def some(chance: random.Random, names: list[str], *, scales: bool = False) -> list[Row]:
    """Rows of these names beside a sequential one, each with faults now and then."""
    middle = {name: chance.choice([0.3, 0.5, 0.99, 1.0, 1.01, 1.8, 2.0]) for name in names}
    if scales:
        middle = {name: 0.1 + 1.9 / min(int(name), 4) for name in names}
    measured = [
        made_row(
            "sequential", walls(chance, 2.0), ledger=a_ledger(chance), cores_used=chance.choice([0.1, 0.9, 1.0, 1.9])
        )
    ]
    measured += [
        made_row(name, walls(chance, middle[name]), ledger=a_ledger(chance), digest=chance.choice(["aa", "aa", "aa", "bb"]),
                 rest_cores=chance.choice([0.0, 0.0, 0.6]), cores_used=chance.choice([0.5, 1.0, 2.0, 4.0]),
                 overlap=chance.choice([1.0, 1.3, 4.0]))
        for name in names
    ]  # fmt: skip
    rows = rows_of(*measured[chance.random() < 0.1 :], workers=chance.choice([2, 4]), usable=4.0)
    fault = {"error": "it failed", "wall_s": None, "repeats": []}
    rows = [msgspec.structs.replace(each, **fault) if chance.random() < 0.07 else each for each in rows]
    return [
        msgspec.structs.replace(each, disturbed=True, rest_cores=1.2) if chance.random() < 0.1 else each
        for each in rows
    ]


def test_every_comparison(snapshot):
    def said(number):
        chance = random.Random(number)
        rows = some(chance, chance.sample(MODELS, chance.choice([1, 2, 3, 5])))
        best = to_sweep(rows)
        return "\n".join([verdict(rows, 4.0), advice(rows), best.name if best else "", str(plain(rows))])

    assert prints((number, lambda number=number: said(number)) for number in range(30)) == snapshot


def test_every_sweep(snapshot):
    def said(number):
        chance = random.Random(number)
        rows = some(chance, sorted(chance.sample(NAMES, chance.choice([1, 2, 4, 6])), key=int), scales=number % 2 == 0)
        cores = chance.choice([2.0, 4.0, 8.0])
        fits = fitted(rows, cores)
        about = {name: (fit.drawn, fit.why, f"{fit.misfit or 0:.3g}") for name, fit in fits.items()}
        return "\n".join([sweep_verdict(rows, fits, cores), str(best_workers(rows)), str(about)])

    assert prints((number, lambda number=number: said(number)) for number in range(30)) == snapshot


def test_every_change_between_two_studies(snapshot):
    def said(number):
        chance = random.Random(number)
        names = chance.sample(MODELS, 3)
        one, other = (
            Compared(
                task="pi",
                items=chance.choice([100, 100, 100, 90]),
                rows=some(chance, names),
                verdict="",
                noisy=False,
                out_of_time=False,
            )
            for _ in range(2)
        )
        try:
            against.refuse(one, "pi")
            return str(plain(against.change(one, other)))
        except UserError as error:
            return str(error)

    assert prints((number, lambda number=number: said(number)) for number in range(16)) == snapshot


def test_every_advice(snapshot):
    def said(number):
        chance = random.Random(number)
        names = chance.sample(
            ("threads", "process-pool", "thread-pool", "asyncio", "threads@3.14.2t"), chance.choice([1, 2, 4])
        )
        rows = [
            beside_a_loop(
                name, walls(chance, chance.choice([0.5, 1.0, 1.9, 2.5])), workers=chance.choice([2, 4]), ledger=a_ledger(chance),
                same=chance.choice(["equal", "equal", "varies", "wrong"]), difference=chance.choice(DIFFERENCES),
                cores_used=chance.choice([0.2, 1.0, 1.9]), startup_s=chance.choice([0.003, 0.2]), overlap=chance.choice([1.0, 2.0]),
                pickled=chance.choice([None, Pickled(100, 200), Pickled(9_000_000, 200)]),
            )
            for name in names
        ]  # fmt: skip
        times = chance.choice([1e-5, 0.0009, 0.02, 1.0])
        about = function(
            wall_s=[times] * 5, cpu_s=[times * chance.choice([0.1, 0.5, 1.0])] * 5, pickle_s=chance.choice([1e-6, 0.01]),
            items=chance.choice([10, 1000]), pickled=Pickled(100, chance.choice([200, 5_000_000])),
        )  # fmt: skip
        base = loop(
            ledger=a_ledger(chance),
            cores_used=chance.choice([0.1, 1.0, 1.8]),
            own_helpers_cores=chance.choice([0.0, 0.9]),
        )
        cores, inputs = chance.choice([1.0, 2.0, 8.0]), chance.choice([10, 100, 100_000])
        known = evidence(base, *rows, function=about, item_times_s=[times, times * 2] * 50, usable_cores=cores)
        found = advised(known, inputs=inputs)
        lines = [f"{words}|{kind}" for words, kind in advice_lines(found, width=chance.choice([60, 100]))]
        return "\n".join([*lines, advice_markdown(found), advice_html(found), str(plain(found.recommendation))])

    assert prints((number, lambda number=number: said(number)) for number in range(30)) == snapshot


def test_every_interval(snapshot):
    def said(number):
        chance = random.Random(number)
        one, other = walls(chance, 1.0), walls(chance, chance.choice([0.5, 1.0]))
        wild = [*one, chance.choice([1.0, 1.3, 5.0])]
        return str((plain(interval(one)), plain(ratio(one, other)), outliers(wild)))

    assert prints((number, lambda number=number: said(number)) for number in range(40)) == snapshot
