"""What the Lab's footer offers as things stand; the keys themselves stand in the key table."""

from __future__ import annotations

from ..widgets.footer import Key, key

CHOOSING = (
    key("list.up", "list.down", label="choose", action="screen.noop", weight=89),
    key("list.find", action="focused.find", weight=87),
)
"""While a list has the focus: who pressed `m` sees what comes next."""


def run_keys(*, running: bool, live: bool, turning: bool, choosing: bool) -> tuple[Key, ...]:
    """What starts, holds and changes a run; weights say which stay where it is narrow.

    Args:
        running: a run goes on.
        live: the play head is at the end.
        turning: a setting has the focus.
        choosing: a list has the focus.
    """
    return (
        *(CHOOSING if choosing else ()),
        key("lab.run", weight=100 if not running else 60),
        key("lab.stop", weight=99 if running else 50),
        key("time.pause", label="pause" if live else "live", weight=90),
        key("setting.left", "setting.right", label="change", action="screen.noop", weight=88)
        if turning
        else key("time.left", "time.right", label="rewind", weight=80),
        *(() if live else (key("time.end", weight=45),)),
        key("lab.more", "lab.fewer", label="workers", weight=75),
        key("lab.task", "lab.model", "lab.python", label="choose", weight=85),
    )


def view_keys(*, back: bool, shown: str = "", lanes: bool = True, two: bool = False) -> tuple[Key, ...]:
    """What changes how it is shown.

    Args:
        back: there is something to come back from.
        shown: `present`, `before-after`, or '' for the Lab's own panels.
        lanes: there are workers to be shown.
        two: the run that is over has one of its task before it; side by side they are what many came for.
    """
    of_workers = (
        key("lab.turn", weight=65),
        key("lab.wider", "lab.closer", weight=40),
        key("lab.cores", weight=35),
        key("lab.workers", weight=30),
    )
    return (
        key("lab.present", label="leave" if shown == "present" else "", weight=68 if not shown else 91),
        key("lab.pair", label="leave" if shown == "before-after" else "", weight=90 if shown else 72 if two else 33),
        *((key("lab.open", label="which two", weight=66),) if shown == "before-after" else ()),
        key("lab.back", weight=92) if back else key("lab.open", weight=55),
        *(of_workers if lanes else ()),
        key("lab.copy", weight=25),
        key("app.theme", weight=20),
        key("app.explain", weight=64),
        *EVERYWHERE,
    )


EVERYWHERE = (key("app.help", weight=97), key("app.palette", weight=70), key("app.quit", weight=96))
"""What every screen's footer ends with."""
