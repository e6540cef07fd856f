"""What every test needs: figures are drawn without a screen, words written without a terminal."""

import os

os.environ["MPLBACKEND"] = "Agg"
os.environ.pop("COLUMNS", None)  # the width of a terminal, which is handed on to each worker
