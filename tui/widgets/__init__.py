"""Widgets in files by what they show; each draws a part of a snapshot."""
