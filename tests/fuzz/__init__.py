"""The fuzz: spoilt recordings through loading, every screen and every export."""
