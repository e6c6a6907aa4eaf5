"""How far a run or a study is, for who waits for it in a notebook or at a prompt: one line, gone when it is over.

In a program nothing is shown: it has an output of its own. A notebook is told by the shell that runs it, a prompt by `sys.ps1`.
"""

from __future__ import annotations

import sys
from html import escape
from types import TracebackType
from typing import Any

from .model.study_facts import Next
from .session.events import Progress
from .text.quantities import percent, time_left_between

BAR = 24


class ShownProgress:
    """Draws over itself; may be used where there is nowhere to draw."""

    def __init__(self, wanted: bool | None = None) -> None:
        """`wanted`: whether to show anything; None where somebody waits at a prompt or in a notebook."""
        shell = _shell()
        self._notebook = wanted is not False and type(shell).__name__ == "ZMQInteractiveShell"
        prompt = hasattr(sys, "ps1") or shell is not None
        self._line = not self._notebook and sys.stderr.isatty() and (bool(wanted) or (wanted is None and prompt))
        self._handle: Any = None
        self._share = 0.0

    @property
    def shown(self) -> bool:
        """Whether anybody sees it."""
        return self._notebook or self._line

    def __enter__(self) -> ShownProgress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._handle is not None:
            self._draw_html("")
        if self._line:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def run(self, progress: Progress | None) -> None:
        """How far a run is; None while it is being prepared."""
        if progress is None:
            self.draw(0.0, "preparing …")
        else:
            self.draw(progress.done / max(1, progress.total), f"{progress.done:,} of {progress.total:,} items")

    def study(self, facts: Next) -> None:
        """How far a study is, by the facts of its step `next`."""
        whole = facts.done + 1
        if facts.left_s > 0:
            self._share = max(self._share, facts.done / (whole + 1))
        use = {"again": "once more"}.get(facts.use, facts.use)
        left = time_left_between(facts.left_s, facts.most_left_s)
        self.draw(self._share, f"{facts.row} · {use} · {facts.done:,} runs done · {left}")

    def draw(self, share: float, words: str) -> None:
        """One line."""
        bar = ("█" * round(share * BAR)).ljust(BAR, "░")
        if self._notebook:
            self._draw_html(f"<progress value='{share:.3f}' max='1'></progress> {percent(share)} {escape(words)}")
        elif self._line:
            sys.stderr.write(f"\r{bar} {percent(share):>4}  {words}\x1b[K")
            sys.stderr.flush()

    def _draw_html(self, text: str) -> None:
        from IPython.display import HTML, display  # pyright: ignore[reportMissingImports]

        if self._handle is None:
            self._handle = display(HTML(text), display_id=True)
        else:
            self._handle.update(HTML(text))


def _shell() -> Any:
    """IPython's, where one runs this; None elsewhere."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython is not None else None
