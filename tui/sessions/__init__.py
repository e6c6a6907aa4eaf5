"""Recordings on a screen."""
