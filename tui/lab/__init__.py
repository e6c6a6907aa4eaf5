"""The Lab: pick, run, see."""
