"""The Watch screen's panels, one a file"""
