"""A function that is advised about: what it is, what was seen of it, and the page that comes of that."""
