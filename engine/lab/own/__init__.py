"""The user's own code: found as Python finds it, called as its signature says, with inputs of any kind."""
