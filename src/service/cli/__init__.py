"""The command line: every verb of `workdomain`, made from the same catalogs as the service."""

from service.cli.front import app, main

__all__ = ["app", "main"]
