"""Colours: roles, themes, styles."""
