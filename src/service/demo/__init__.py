"""A small company that never was, for a first look: six months of it, made by ordinary commands."""
