"""One run in figures: lanes, clocks, usage, ledger, result."""
