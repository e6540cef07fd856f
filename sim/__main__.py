"""`python -m sim` is `kuemmerer`."""

from sim.cli import main

main(program="python -m sim")
