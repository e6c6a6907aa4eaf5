"""What opens above the Lab alone: options, own work, what a run printed."""
