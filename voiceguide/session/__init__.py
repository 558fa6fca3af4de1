"""A routine becomes a session."""
