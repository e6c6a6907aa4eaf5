"""Screens: each lays out widgets and hands them snapshots."""
