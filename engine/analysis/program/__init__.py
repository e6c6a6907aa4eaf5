"""A watched program's account: where the time of each of its threads went, from the session's samples and looks alone."""
