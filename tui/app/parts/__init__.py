"""What the app has: its clock, its runs, its studies and the rest, each an object of its own that needs no Textual."""
