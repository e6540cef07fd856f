"""What a window asks is answered, once and in full, whatever comes in between."""

import json
import threading
import time

import pytest

from sim.live import conversation as module
from sim.live.conversation import AT_ONCE, MOST_CHARACTERS, MOST_OPEN, Conversation, Desk, parsed
from sim.live.guard import is_allowed


def question(number, **words):
    return json.dumps({"id": number, "question": words})


class Window:
    """A window that notes what it gets, and says so unless it is deaf."""

    def __init__(self, answer, workers=4, is_deaf=False):
        self.got, self.is_deaf = [], is_deaf
        self.conversation = Conversation(Desk(answer, workers), self.take)

    def take(self, text):
        self.got.append(json.loads(text))
        if not self.is_deaf:
            self.conversation.got(self.got[-1]["id"])

    def wait_for(self, count, seconds=10.0):
        until = time.monotonic() + seconds
        while len(self.got) < count and time.monotonic() < until:
            time.sleep(0.005)
        return [one["id"] for one in self.got]


@pytest.fixture
def window():
    windows = []

    def opened(answer=lambda text: text, **more):
        windows.append(Window(answer, **more))
        return windows[-1]

    yield opened
    for one in windows:
        one.conversation.close()


def test_every_question_is_answered_with_its_number(window):
    one = window()
    for number in range(30):
        one.conversation.ask(question(number, ask="run", seed=number))
    assert sorted(one.wait_for(30)) == list(range(30))
    assert all(answer["answer"] == {"ask": "run", "seed": answer["id"]} for answer in one.got)


def test_one_answer_at_a_time_until_it_is_confirmed(window):
    one = window(is_deaf=True)
    for number in (1, 2, 3):
        one.conversation.ask(question(number))
    assert len(one.wait_for(2, seconds=0.3)) == 1
    first = one.got[0]["id"]
    one.conversation.got(99)  # of another answer: nothing happens
    assert len(one.wait_for(2, seconds=0.2)) == 1
    one.conversation.got(first)
    assert len(one.wait_for(2)) == 2


def test_an_answer_that_nobody_confirms_holds_the_others_up_for_a_while_only(window, monkeypatch):
    monkeypatch.setattr(module, "PATIENCE", 0.05)
    one = window(is_deaf=True)
    for number in (1, 2, 3):
        one.conversation.ask(question(number))
    assert sorted(one.wait_for(3)) == [1, 2, 3]


def test_asked_again_while_it_is_being_answered(window):
    begun, go = threading.Event(), threading.Event()

    def slow(text):
        begun.set()
        go.wait(10)
        return text

    one = window(slow)
    one.conversation.ask(question(1))
    begun.wait(10)
    one.conversation.ask(question(1))
    go.set()
    assert one.wait_for(2, seconds=0.3) == [1]


def test_asked_again_when_the_answer_was_lost(window):
    one = window()
    one.conversation.ask(question(1))
    assert one.wait_for(1) == [1]
    one.conversation.ask(question(1))
    assert one.wait_for(2) == [1, 1]
    assert one.got[0]["sent"] != one.got[1]["sent"]  # or the property would not change


def test_a_window_does_not_take_all_threads(window):
    working, most, lock = [0], [0], threading.Lock()

    def count(text):
        with lock:
            working[0] += 1
            most[0] = max(most[0], working[0])
        time.sleep(0.02)
        with lock:
            working[0] -= 1
        return text

    one = window(count, workers=8)
    for number in range(8):
        one.conversation.ask(question(number))
    one.wait_for(8)
    assert most[0] == AT_ONCE


def test_too_many_and_too_long_questions_get_a_sentence(window):
    go = threading.Event()
    one = window(lambda text: go.wait(10) and text)
    one.conversation.ask(question(0, words="x" * MOST_CHARACTERS))
    for number in range(1, MOST_OPEN + AT_ONCE + 2):
        one.conversation.ask(question(number))
    one.wait_for(2)
    go.set()
    refused = {answer["id"]: answer["answer"]["error"] for answer in one.got[:2]}
    assert set(refused) == {0, MOST_OPEN + AT_ONCE + 1}
    assert str(MOST_CHARACTERS) in refused[0]["de"]
    assert str(MOST_OPEN) in refused[MOST_OPEN + AT_ONCE + 1]["en"]


def test_a_mistake_in_answering_becomes_a_sentence(window, caplog):
    def broken(text):
        raise ZeroDivisionError

    one = window(broken)
    one.conversation.ask(question(1))
    one.conversation.ask(question(2))
    assert sorted(one.wait_for(2)) == [1, 2]
    assert set(one.got[0]["answer"]["error"]) == {"de", "en"}
    assert "ZeroDivisionError" in caplog.text


def test_a_closed_window_gets_nothing_and_its_thread_ends(window):
    one = window(is_deaf=True)
    one.conversation.ask(question(1))
    one.wait_for(1)
    one.conversation.close()
    one.conversation.ask(question(2))
    time.sleep(0.1)
    assert [answer["id"] for answer in one.got] == [1]
    assert not [thread for thread in threading.enumerate() if thread.name == "carrying"]


@pytest.mark.parametrize(
    "message",
    [
        "", "no JSON", "[]", "3", "null", '{"id": 1}', '{"id": "1", "question": {}}', None, 7, {},
        '{"id": true, "question": {}}', '{"id": -1, "question": {}}', "[" * 100_000,
        '{"id": 1, "question": {}, "more": 0}', '{"id": 1.5, "question": {}}',
    ],
)  # fmt: skip
def test_what_is_no_question(message):
    assert parsed(message) == (None, "")


def test_a_question_is_handed_on_as_it_is():
    assert parsed('{"id": 4, "question": {"ask": "ä"}}') == (4, '{"ask": "ä"}')


def message(kind, channel="shell", **content):
    return {"channel": channel, "header": {"msg_type": kind}, "content": content}


def custom(**content):
    return message("comm_msg", data={"method": "custom", "content": content})


@pytest.mark.parametrize(
    "allowed",
    [
        message("kernel_info_request"),
        message("comm_info_request", target_name="jupyter.widget"),
        message("comm_open", target_name="solara.control", data={}),
        message("comm_open", target_name="jupyter.widget.control"),
        message("comm_msg", data={"method": "run", "args": {"path": "/"}}),
        message("comm_msg", data={"method": "app-status"}),
        message("comm_msg", data={"method": "request_states"}),
        message("comm_close", comm_id="1"),
        message("shutdown_request", channel="control"),
        custom(event="ask", data="{}"),
        custom(event="got", data=3),
    ],
)
def test_what_the_page_needs_comes_through(allowed):
    assert is_allowed(allowed)


@pytest.mark.parametrize(
    "refused",
    [
        message("execute_request", code="import os; os.system('touch /tmp/x')"),
        message("inspect_request", code="os"),
        message("complete_request", code="os."),
        message("debug_request", channel="control"),
        message("comm_open", target_name="jupyter.widget", data={"state": {}}),
        message("comm_open", target_name="solara.control", data={"method": "run"}),
        message("comm_msg", data={"method": "update", "state": {"template": "x"}}),
        message("comm_msg", data={"method": "reload", "path": "/"}),
        message("comm_msg", data={"method": "evict"}),
        message("comm_msg", data=[]),
        message("comm_msg"),
        custom(create_widget=["subprocess", "Popen"], props={"args": ["true"]}, id="1"),
        custom(event="ask", data="{}", create_widget=["os", "abort"]),
        custom(update_ref={"functionRef": "close"}, id="1", prop="x"),
        custom(destroy_widget="1"),
        custom(event="ask"),
        custom(event="ask", data={}),
        custom(event="got", data="3"),
        custom(event="close", data=""),
        custom(event=["ask"], data=""),
        {"header": {"msg_type": "kernel_info_request"}, "content": {}},
        {"channel": "shell", "header": None, "content": None},
        [], "comm_msg", None, 3,
    ],
)  # fmt: skip
def test_all_else_is_refused(refused):
    assert not is_allowed(refused)
