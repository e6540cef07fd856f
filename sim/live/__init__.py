"""The live view: what a browser in a workshop may ask, and the answers.

The browser owns the clock and the drawing.  Every question is complete in itself and nothing but a
cache is kept here, so that any number of people may ask at once (see `sim.live.answering`).
"""
