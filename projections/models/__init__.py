"""Read models: rows that are a fold of one stream each, which the views are made from."""
