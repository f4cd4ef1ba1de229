"""What is worth doing: goals and how far they are reached."""
