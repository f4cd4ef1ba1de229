"""Forecasts of plans: when things will be done, as chances. They need the extra `scheduling`."""
