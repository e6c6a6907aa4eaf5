"""Runs in memory: the last ones whole, older ones as what is asked of many runs at once and where to find the rest."""
