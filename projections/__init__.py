"""What people see: rows folded from the log, and views of them at any moment."""

from projections.view import When
from projections.views import Views

__all__ = ["Views", "When"]
