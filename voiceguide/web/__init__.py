"""The page for the household: choose, look, build, listen, subscribe. Flask, served by waitress.

No decision about sessions is made here: a form becomes a `Request`, `session.build` makes it.
"""
