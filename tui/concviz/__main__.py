# pyright: reportMissingImports=false, reportUnsupportedDunderAll=false
"""`python -m concviz` is `concviz`. While it imports, Ctrl-C ends it as the system does, without a word."""

import signal

signal.signal(signal.SIGINT, signal.SIG_DFL)

from concviz.tui.cli.program import main  # noqa: E402

if __name__ == "__main__":
    main()
