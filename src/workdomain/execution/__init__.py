"""Stage 4, execution: the time people spend, week by week."""
