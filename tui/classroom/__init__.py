"""A class in one room: the page that everybody votes on, served beside the lesson in the hall."""
