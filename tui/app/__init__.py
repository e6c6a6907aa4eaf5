"""The application and its parts."""
