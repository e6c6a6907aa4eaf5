"""The presenter's view: notes, what is due and the time, in a second terminal that drives the hall's screen"""
