"""Plans of the work there is: read from rows, made anew whenever somebody asks, and compared."""
