"""Charts as text files: what is drawn, cell by cell, with its inks."""

from concviz.tui.charts.cells import width_of
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode


class Charts(SingleFileSnapshotExtension):
    """One text file a chart."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"


def told(rows) -> str:
    """Each row as text between bars, and its inks below."""
    lines = []
    for row in rows:
        lines += [
            "|" + "".join(text for text, _ in row) + "|",
            "  " + ", ".join(f"{width_of([run])} {run[1] or '-'}" for run in row),
        ]
    return "\n".join(lines)
