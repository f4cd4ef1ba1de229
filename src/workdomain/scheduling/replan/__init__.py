"""Plans that have to change: repaired with few moves, improved, and why they cannot be met."""
