"""How things are said, once: sizes, durations, clocks, counts, lists, printable text."""
