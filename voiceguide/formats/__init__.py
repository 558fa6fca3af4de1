"""MP3 becomes something a phone shows: tags and chapters."""
