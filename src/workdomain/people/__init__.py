"""Resource management: who there is, what they can do, and when they are at work."""
