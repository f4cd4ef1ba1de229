"""Takes the history of other systems in, as ordinary commands."""
