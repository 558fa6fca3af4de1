"""The cue language, and the bounded child that renders it."""
