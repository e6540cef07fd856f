"""The page: one component that draws everything itself, and the conversation behind it."""

from __future__ import annotations

import json
from collections.abc import Callable

import solara
from solara.server import kernel_context

from sim.live.conversation import Conversation, Desk

desk: Desk | None = None  # who answers; set before the first visitor comes
start: dict[str, object] = {"lang": "de"}  # what the client is told at the start


@solara.component_vue("board.vue", vuetify=False)
def Board(  # noqa: N802  (a component is written like a class)
    answer: str = "",
    start: str = "{}",
    event_ask: Callable[[str], None] | None = None,
    event_got: Callable[[int], None] | None = None,
) -> None:
    """Mount the client; `answer` is the last answer to what it asked."""


@solara.component
def Page() -> None:  # noqa: N802
    """A window of a visitor, with a conversation of its own."""
    answer, set_answer = solara.use_state("")
    assert desk is not None, "nobody answers"
    conversation = solara.use_memo(lambda: _conversation(desk, set_answer), [])
    solara.use_effect(lambda: conversation.close, [])
    solara.Title("Kümmerer")
    Board(
        answer=answer,
        start=json.dumps(start),
        event_ask=conversation.ask,
        event_got=conversation.got,
    )


def _conversation(desk: Desk, send: Callable[[str], None]) -> Conversation:
    """A conversation whose thread is no part of the window, but for the moments when it sends.

    Solara forgets the threads of a window that closes, and stumbles over one that ends meanwhile.
    """
    window = kernel_context.get_current_context()

    def send_there(text: str) -> None:
        with window:
            send(text)

    with kernel_context.without_context():
        return Conversation(desk, send_there)


@solara.component
def Layout(children: list[solara.Element] = []) -> None:  # noqa: B006, N802
    """Nothing around the page: no bar, no menu."""
    solara.Div(children=children)
