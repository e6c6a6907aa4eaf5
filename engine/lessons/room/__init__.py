"""A class in one room: what is asked of everybody, who voted what, and whose machines measured the same."""
