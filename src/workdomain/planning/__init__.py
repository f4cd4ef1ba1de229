"""Stage 2, planning: projects, and what is to be done in them, with which estimate."""
