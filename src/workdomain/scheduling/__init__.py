"""Stage 3, scheduling: what fits into which days. Algorithms: plain values in, plain values out."""
