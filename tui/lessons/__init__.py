"""Lessons: predict, run, reveal"""
