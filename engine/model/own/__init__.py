"""What is found out of a function of the user's, and what he is advised."""
