"""The player of a browser, and what it plays: a film at once, or one that grows."""
