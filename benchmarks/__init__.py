"""Measures every figure beside its yardstick: `python -m benchmarks`."""
