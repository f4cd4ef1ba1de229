"""What is to be done, for which project, how much of it, by when and in which order."""
