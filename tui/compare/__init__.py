"""Comparisons and sweeps on a screen."""
