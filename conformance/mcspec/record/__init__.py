"""A live session as a transcript: `mcspec record`."""
