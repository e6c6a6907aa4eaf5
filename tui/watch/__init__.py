"""A watched program on a screen"""
