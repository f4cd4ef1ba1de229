"""How the work goes: its states, what is said about it, and the hours it takes."""
