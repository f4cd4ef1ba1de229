"""Pictures of plans: bars on a calendar, what is left of buffers, and how sure dates are."""
