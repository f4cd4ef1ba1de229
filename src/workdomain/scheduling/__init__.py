"""Stage 3, scheduling: what fits into which days (algorithms: plain values in and out)."""
