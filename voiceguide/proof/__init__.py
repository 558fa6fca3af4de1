"""The finished file, held against its timeline."""
