"""`python -m concviz.tui` is `concviz`."""

from .cli.main import main

if __name__ == "__main__":
    main()
