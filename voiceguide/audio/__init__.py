"""Samples become MP3: one sound at a time, encoded once, then frames laid end to end."""
