"""How Solara is to behave; it reads this from environment variables when it is imported."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

VENDOR = "/vendor"  # where the page looks for the files that come with solara-assets

SETTINGS = {
    "SOLARA_APP": "sim.live.page",
    "SOLARA_MODE": "production",
    "SOLARA_ROOT_PATH": "",
    # nothing is fetched, nobody is told
    "SOLARA_ASSETS_PROXY": "false",
    "SOLARA_ASSETS_CDN": VENDOR,
    "SOLARA_ASSETS_FONTAWESOME_ENABLED": "false",
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "false",
    "SOLARA_TELEMETRY_MIXPANEL_TOKEN": "none",
    "SOLARA_TELEMETRY_SERVER_USER_ID": "none",
    "SOLARA_TELEMETRY_SERVER_FINGERPRINT": "none",
    # our own look, and no words of Solara's
    "SOLARA_ASSETS_EXTRA_LOCATIONS": "sim.live.assets",
    "SOLARA_THEME_TITLE": "Kümmerer",
    "SOLARA_THEME_VARIANT": "light",
    "SOLARA_THEME_LOADER": "plain",
    "SOLARA_THEME_SHOW_BANNER": "false",
    "SOLARA_THEME_FORCE_REFRESH": "true",
    # a closed window is forgotten at once, a lost one after some minutes
    "SOLARA_KERNEL_CULL_TIMEOUT": "5m",
}


def set_up() -> None:
    """Set the variables; those that somebody set for another app of Solara's do not count.

    Solara and IPython make folders of their own at home; they get one that goes away at the end.
    """
    for name in [name for name in os.environ if name.startswith("SOLARA_")]:
        del os.environ[name]
    folder = tempfile.mkdtemp(prefix="kuemmerer-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ |= {**SETTINGS, "SOLARA_HOME": folder, "IPYTHONDIR": folder}
