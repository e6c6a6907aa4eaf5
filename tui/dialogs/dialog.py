"""The base of all that opens above a screen: it goes once, and takes nobody else with it.

Textual's `dismiss` takes away whichever screen is on top. A dialog that is dismissed late (enter, and then the end of what it
waited for; or while help, the palette or another of the app's screens stands above it) would close somebody else's. Here it
waits until it is on top again, and goes then, with the first result that it was given.
"""

from __future__ import annotations

from typing import TypeVar

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, Screen

from ..app.host import Said
from ..app.tabs import ABOVE
from ..widgets.caption_line import NoticeLine

R = TypeVar("R")


class LeftOnce(Screen[R]):
    """A screen that goes once, when it is on top."""

    _result: tuple[R | None] | None = None
    """What it was dismissed with, while it waits to be on top."""
    _left = False

    def dismiss(self, result: R | None = None) -> AwaitComplete:
        """As Textual's, but never another screen in its place."""
        if self._left:
            return AwaitComplete.nothing()
        if self.app.screen is not self:
            self._result = self._result or (result,)
            return AwaitComplete.nothing()
        self._left = True
        return super().dismiss(self._result[0] if self._result is not None else result)

    def on_screen_resume(self) -> None:
        """On top again: whoever was dismissed meanwhile goes now."""
        if self._result is not None:
            self.dismiss()


class Dialog(LeftOnce[R], ModalScreen[R]):
    """A small screen above the others, with the style sheet that all of them have."""

    CSS_PATH = ABOVE
    _notice: NoticeLine | None = None

    def tell(self, said: Said | None) -> None:
        """What the app says while this stands above its screens: on a line below it."""
        if self._notice is None and said is not None and self.is_mounted:
            self._notice = NoticeLine()
            self.mount(self._notice)
        if self._notice is not None:
            self._notice.tell(said)
