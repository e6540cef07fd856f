"""What a browser may send: questions, and the few messages without which no page appears.

Solara speaks the protocol of Jupyter's widgets.  Among its messages are some that import a module
and call what is in it, or call any method of a component; none of those comes through here.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any

from starlette.types import Message
from starlette.websockets import WebSocket

log = logging.getLogger(__name__)

LONGEST_MESSAGE = 256 * 1024  # bytes
MOST_REFUSED = 50  # messages of one connection before it is closed
CONTROL, STATES = "solara.control", "jupyter.widget.control"
EVENTS = {"ask": str, "got": int}


def is_allowed(message: Any) -> bool:
    """Whether a message of the page is one of those it needs."""
    if not (isinstance(message, dict) and isinstance(message.get("channel"), str)):
        return False
    header, content = message.get("header"), message.get("content")
    if not (isinstance(header, dict) and isinstance(content, dict)):
        return False
    kind = header.get("msg_type")
    if kind in ("kernel_info_request", "comm_info_request", "comm_close", "shutdown_request"):
        return True
    if kind == "comm_open":
        return content.get("target_name") in (CONTROL, STATES) and not content.get("data")
    return kind == "comm_msg" and _is_allowed_data(content.get("data"))


def _is_allowed_data(data: Any) -> bool:
    if not isinstance(data, dict):
        return False
    method = data.get("method")
    if method in ("run", "app-status", "request_state", "request_states"):
        return True
    return method == "custom" and _is_event(data.get("content"))


def _is_event(content: Any) -> bool:
    if not (isinstance(content, Mapping) and set(content) == {"event", "data"}):
        return False
    kind = EVENTS.get(content["event"]) if isinstance(content["event"], str) else None
    return kind is not None and isinstance(content["data"], kind)


class GuardedSocket(WebSocket):
    """A connection that lets only allowed messages through."""

    refused = 0

    async def receive(self) -> Message:
        """The next message that is allowed."""
        while True:
            message = await super().receive()
            if message["type"] != "websocket.receive" or self._is_allowed(message):
                return message
            self.refused += 1
            if self.refused > MOST_REFUSED:
                await self.close(1008)
                return {"type": "websocket.disconnect", "code": 1008}

    def _is_allowed(self, message: Message) -> bool:
        text = message.get("text")
        if not text or len(text) > LONGEST_MESSAGE:
            return False
        try:
            is_fine = is_allowed(json.loads(text))
        except (ValueError, RecursionError):
            is_fine = False
        if not is_fine:
            log.info("refused a message: %.300s", text)
        return is_fine
