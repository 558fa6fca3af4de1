"""What somebody wrote: routine, settings, order. Pure."""
