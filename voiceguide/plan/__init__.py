"""What is said and when. Pure: no files, no clock, no audio libraries."""
