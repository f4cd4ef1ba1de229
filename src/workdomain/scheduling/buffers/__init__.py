"""Buffers of plans (critical chain; E. Goldratt, 1997): sized, placed, used up and given back."""
