"""Small screens above any other: a question, a list, a line to type"""
