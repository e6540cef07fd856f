"""The page as it goes out: Solara's, with our words, icon and style, and nothing from elsewhere."""

from __future__ import annotations

import re
from html import escape
from importlib.resources import files
from pathlib import Path

from jupyter_core.paths import jupyter_path
from solara.server import server
from solara.server.settings import assets

from sim.live import client
from sim.live.environment import VENDOR
from sim.texts import text

# What Solara says about looks: its own icon and style sheets, and a page that cannot be enlarged.
_FRAME = "|".join(
    (
        r'<meta name="viewport"[^>]*>',
        r'<link rel="icon"[^>]*>',
        r'<link[^>]*rel="stylesheet"[^>]*>(?:</link>)?',
        r'<style class="solara-template-css">.*?</style>',
    )
)
_CALM = "margin: 2rem; font: 1.25rem system-ui, sans-serif"


class MissingFileError(Exception):
    """A file that the page needs is not installed."""


class Page:
    """The page and all it is made of.

    Attributes:
        own: our script, style and icon: content and kind by address.
        parts: the files of Solara's that the page names, by address.
    """

    def __init__(self, lang: str, number: str) -> None:
        """Look what the page is made of.

        Args:
            lang: language in which it begins.
            number: of this start of the server.

        Raises:
            MissingFileError: the installed packages do not fit each other.
        """
        self._lang, self._number = lang, number
        icon = files("sim.live").joinpath("assets", "favicon.svg").read_text(encoding="utf-8")
        script, style = client.script(), client.style()
        self._script = f"/own/{client.fingerprint(script)}.js"
        self._style = f"/own/{client.fingerprint(style)}.css"
        self._icon = f"/own/{client.fingerprint(icon)}.svg"
        self.own = {
            self._script: (script, "text/javascript"),
            self._style: (style, "text/css"),
            self._icon: (icon, "image/svg+xml"),
        }
        self.parts = {address: file_of(address) for address in addresses(self._bare())}

    def html(self, nonce: str) -> str:
        """The page; `nonce` marks the scripts that may run."""
        head = (
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<link rel="icon" type="image/svg+xml" href="{self._icon}">'
            f'<link rel="stylesheet" href="{self._style}">'
            f'<script src="{self._script}" defer></script>'
        )
        wait = escape(text("live.server.loading", self._lang))
        never = " · ".join(escape(text("live.server.no_script", lang)) for lang in ("de", "en"))
        begin = f'<p id="kuemmerer-wait" style="{_CALM}">{wait}</p><noscript>{never}</noscript>'
        html = self._bare()
        opening = f'<html lang="{self._lang}" data-server="{self._number}">'
        html = re.sub(r"<html[^>]*>", opening, html, count=1)
        html = html.replace("</head>", f"{head}</head>", 1)
        html = re.sub(r"<body[^>]*>", lambda body: body[0] + begin, html, count=1)
        return re.sub(r"<script(?=[\s>])", f'<script nonce="{nonce}"', html)

    def _bare(self) -> str:
        html = server.read_root("/")
        if html is None:
            raise RuntimeError("Solara knows no page")
        return re.sub(_FRAME, "", html, flags=re.DOTALL)


def addresses(html: str) -> list[str]:
    """The addresses of files on this server that a page of Solara's names."""
    named = re.findall(rf'"((?:{VENDOR}|/static)/[^"?#]+\.\w+)[?"]', html)
    widgets = re.findall(r"'nbextensions/([\w-]+/[\w-]+)'", html)
    return sorted({*named, *(f"/jupyter/nbextensions/{name}.js" for name in widgets)})


def file_of(address: str) -> Path:
    """Where the file lies that is served under an address.

    Raises:
        MissingFileError: nowhere.
    """
    beginnings: dict[str, list[Path]] = {
        VENDOR: [assets.proxy_cache_dir],
        "/static/assets": server.asset_directories(),
        "/static": [server.solara_static],
        "/jupyter/nbextensions": [Path(place) for place in jupyter_path("nbextensions")],
    }
    for beginning, folders in beginnings.items():
        if address.startswith(f"{beginning}/"):
            for folder in folders:
                path = folder / address.removeprefix(f"{beginning}/")
                if path.is_file():
                    return path
            break
    raise MissingFileError(address)
