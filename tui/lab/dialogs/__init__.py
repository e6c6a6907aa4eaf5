"""Small screens above the Lab."""
