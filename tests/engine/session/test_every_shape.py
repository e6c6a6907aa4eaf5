"""Recordings of runs and programs of many shapes, by prints (see `tests.support.prints`): their lines, what is read back, cut and told of.

    python -m pytest tests/engine/session/test_every_shape.py --snapshot-update

writes them anew. What is in a file must be read back as it was told, whatever the shape; single lines and edges stand beside this.
"""

import gzip

import pytest
from concviz.engine.export.whole_files import whole_file
from concviz.engine.session.events import Asks, Awaits, Targets
from concviz.engine.session.file.reader import load
from concviz.engine.session.file.writer import SessionWriter
from concviz.engine.session.library import edit
from concviz.engine.session.library.summary import summary
from concviz.engine.session.memory.chapters import busy, first_chapter_us, idle, marks

from tests.support.any_run import any_program, any_run
from tests.support.drawn_charts import Charts
from tests.support.prints import plain, prints
from tests.support.session_samples import told

MANY = 8


def lines_of(path) -> str:
    """All but the header, which has the program's version in it."""
    data = path.read_bytes()
    return (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode().partition("\n")[2]


def all_told(session) -> str:
    """What it tells of each run at its end and in its middle, of windows, and of what happens when."""
    found = [told(session, t_us, run.run) for run in session.runs() for t_us in (None, session.length_us // 2)]
    left, right = session.length_us // 4, session.length_us * 2 // 3
    for run in session.runs():
        number = run.run
        for part in (
            session.states(number, left, right),
            session.threads(number, left, right),
            session.spans(number, 1, left, right),
        ):
            found.append(
                [getattr(part, name).tolist() for name in part.__slots__ if hasattr(getattr(part, name), "tolist")]
            )
        found += [
            session.totals_between(number, left, right),
            session.latest(Awaits, number, None),
            session.hidden_cpu_us(number, right),
        ]
        found += [
            session.between(Targets, number, left, right),
            session.between(Asks, number, left, right),
            session.thread_names(number, right),
        ]
    found += [
        marks(session),
        busy(session),
        idle(session),
        first_chapter_us(session),
        session.length_us,
        session.source(),
    ]
    return str(plain(found))


@pytest.mark.parametrize("make", [any_run, any_program])
def test_every_recording(make, tmp_path, snapshot):
    cases = []
    for number in range(MANY):
        path, cut = tmp_path / f"{number}", tmp_path / f"{number}-cut"
        live = make(number, SessionWriter(path))
        live.close(compress=number % 2 == 0)
        path = live.writer.path
        back = load(path)
        assert all_told(back) == all_told(live), number
        edit.trim(path, cut, live.length_us // 3, live.length_us - 100_000, whole=whole_file)
        shown = summary(path)
        about = [
            getattr(shown, name)
            for name in shown.__struct_fields__
            if name not in ("size_bytes", "changed_ns", "machine")
        ]
        cases += [
            (f"{number} lines", lambda path=path: lines_of(path)),
            (f"{number} told", lambda back=back: all_told(back)),
            (f"{number} cut", lambda cut=cut: lines_of(cut)),
            (f"{number} summary", lambda about=about: str(plain(about))),
        ]
    assert prints(cases) == snapshot.use_extension(Charts)
