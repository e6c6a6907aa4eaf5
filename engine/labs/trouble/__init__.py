"""What goes wrong in a lab: items that never end, workers that die."""
