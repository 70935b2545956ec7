"""Reproductions: a failure as something to run or paste that needs nothing of this suite."""
