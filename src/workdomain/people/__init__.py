"""The people who do the work: their time, their skills, and what lets them in."""
