"""Whom the work is for."""
