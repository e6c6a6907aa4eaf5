"""Tests; what several of them share stands in `support`."""
