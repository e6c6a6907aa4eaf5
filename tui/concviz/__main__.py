# pyright: reportMissingImports=false, reportUnsupportedDunderAll=false
"""`python -m concviz` is `concviz`."""

from concviz.tui.cli.main import main

if __name__ == "__main__":
    main()
