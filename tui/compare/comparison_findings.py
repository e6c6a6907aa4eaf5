"""The sentence of a comparison or a sweep, or how it is measured as long as there is none."""

from __future__ import annotations

from ...engine.study.study_pages import StudyPage
from ..app.key_table import key_of
from ..charts.cells import BLANK, Cells
from ..charts.frame import Drawing
from ..charts.prose import finding_rows
from ..widgets.panel import ViewPanel

WAYS = "All do the same items, again and again in shuffled order, until the figures are certain; disturbed runs are made again."


class ComparisonFindings(ViewPanel[StudyPage]):
    """The sentence: who won, by how much, and why."""

    TITLE = "What you see"
    last = ""
    """What was compared last, before the app began; '' for nothing known."""

    def draw_view(self, view: StudyPage, width: int, height: int) -> Drawing:
        """The verdict, or how it is measured as long as there is none."""
        return Drawing(verdict_rows(view, width, height, self.last))


def verdict_rows(page: StudyPage, width: int, height: int, last: str = "") -> Cells:
    """The sentences, wrapped; the first one up to its reason stands out. `last`: what was compared before, to be opened again."""
    if page.status == "planned" and not page.live:
        return finding_rows([("Nothing was compared by this moment of the recording.", "", "plain", ())], width, height)
    if page.status == "planned":
        tries = (
            (key_of("compare.compare"), "to measure them"),
            (key_of("compare.sweep"), "to sweep the marked one over worker counts"),
            (key_of("compare.model"), "to choose others"),
            *(((key_of("compare.last"), f"for the last one again: {last}"),) if last else ()),
        )
        return finding_rows([("Which model, and how many workers?", WAYS, "plain", tries)], width, height)
    if page.status == "measuring":
        return finding_rows(
            [("Measuring.", WAYS, "plain", (("s", "to stop it, and what is measured stays"),))], width, height
        )
    head, rest = _parted(page.verdict)
    faster = any(row.difference == "faster" for row in page.rows)
    tone = "good" if faster and " win" in head else "plain"
    if page.early:
        rest = f"{rest} Repeated until that was certain, so intervals may be wide.".lstrip()
    if not head:
        head, rest = "It was cut off.", "What was measured until then stands above."
    return finding_rows([(head, rest, tone, ())], width, height) or [[("", BLANK)]]


def _parted(text: str) -> tuple[str, str]:
    """What is found, up to its reason or its end, and the rest."""
    found = [at for at in (text.find(": ", len("Best: ")), text.find(". ")) if at >= 0]
    return (text[: min(found) + 1], text[min(found) + 2 :]) if found else (text, "")
