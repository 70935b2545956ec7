"""How much the suite notices: servers with one fault each, made by a proxy before a good server.

`python3 -m tests.faults` performs the cases on each of them. `fault.py` says what a fault is,
`classic.py`, `meta.py` and `binary.py` hold them, `proxy.py` applies them to a real server's
conversation, and `trial.py` performs the cases until one fails.
"""
