"""The doors: HTTP, command line, imports and reports. No rule of the work lives here."""
