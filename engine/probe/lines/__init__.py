"""Whose line is it: the line of Python that each thread of another process is at, without stopping or changing it"""
