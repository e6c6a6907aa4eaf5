"""A session, or the cells it was shown in, to the formats other people's tools read.

`formats` names them all and loads only the one that is asked for.
"""
