"""Exports, chosen and made."""
