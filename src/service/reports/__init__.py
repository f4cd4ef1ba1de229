"""Reports: what a moment of the log says about something, for people to keep."""
