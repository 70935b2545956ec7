"""Reports: results in, text out. Nothing here talks to a server."""
