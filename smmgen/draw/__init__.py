"""A draw that anybody can check: pure functions, the records they make, and what is wrong with those.

The format is specified in docs/reference/draw.md; names here are those of the specification.
"""
