"""The event store: an append-only log in SQLite or PostgreSQL, and what its events look like."""
