"""Pure functions: arrays in, rows of cells out. They know no session and no app."""
