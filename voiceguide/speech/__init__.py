"""Words become samples: engines, and the processes they run in."""
