"""A conformance suite for servers that speak the memcached protocols."""

__version__ = "0.1.0"
