"""The terminal and Textual's inside: starting, ending, drawing."""
