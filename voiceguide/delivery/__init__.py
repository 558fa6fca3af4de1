"""Sessions on their way to the phone: published as a folder, or copied to a player."""
