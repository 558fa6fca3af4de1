"""What lies on this computer."""
