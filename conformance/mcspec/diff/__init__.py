"""Two servers side by side: `mcspec diff`."""
