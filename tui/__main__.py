"""`python -m concviz.tui` is `concviz`."""

from .cli.program import main

if __name__ == "__main__":
    main()
