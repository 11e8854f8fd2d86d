"""Several processes at one piece of work: order, kills on either side, and nobody left behind."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from app.core.crew import crew, spread
from app.core.errors import DomainError


def who(part):
    return part, os.getpid()


def spread_over(parts):
    return spread(who, parts)


class Unreadable(DomainError):  # noqa: N818 - it is a verdict, not a fault
    """A refusal that needs more than its words to be made."""

    def __init__(self, first, second):
        super().__init__(first + second)


def refuse(_part):
    raise Unreadable("jeszcze raz, ", "proszę")


def linger(seconds):
    time.sleep(seconds)
    return seconds, os.getpid()


def end_at(fatal, part):
    if part == fatal:
        os.kill(os.getpid(), signal.SIGKILL)
    return part


@pytest.mark.parametrize("count", [0, 1, 2, 7])
@pytest.mark.parametrize("helpers", [0, 1, 3])
def test_helpers_take_shares_and_the_order_stays(db, count, helpers):
    with crew(1, helpers=helpers):
        found = spread(who, list(range(count)))
    assert [part for part, _pid in found] == list(range(count))
    busy = {pid for _part, pid in found}
    assert len(busy) <= helpers + 1
    if count == 7:
        assert os.getpid() in busy
        assert (busy != {os.getpid()}) == (helpers > 0)


def test_a_single_process_is_this_one_and_has_no_helpers_afterwards(db):
    with crew(1, helpers=1) as team:
        assert list(team.map(who, [1, 2])) == [(1, os.getpid()), (2, os.getpid())]
    assert {pid for _part, pid in spread(who, [1, 2])} == {os.getpid()}


def test_parts_are_done_by_others_with_helpers_of_their_own(db):
    with crew(2, helpers=1) as team:
        found = list(team.map(spread_over, [[1, 2], [3, 4], [5, 6]]))
    assert [[part for part, _pid in one] for one in found] == [[1, 2], [3, 4], [5, 6]]
    assert os.getpid() not in {pid for one in found for _part, pid in one}
    assert all(len({pid for _part, pid in one}) == 2 for one in found)


def test_a_killed_process_is_said_in_words(db):
    with crew(2) as team:
        done = team.map(partial(end_at, 3), range(6))
        with pytest.raises(DomainError, match="jeszcze raz"):
            list(done)


def test_a_refusal_arrives_in_its_words(db):
    with crew(2) as team, pytest.raises(DomainError, match="jeszcze raz, proszę") as caught:
        list(team.map(refuse, [1, 2]))
    assert type(caught.value) is DomainError


def test_what_a_helper_was_not_asked_any_more_is_done_all_the_same(db, caplog):
    """Threads share a helper; it is sent away while some of them still wait for it."""
    with ThreadPoolExecutor(4) as threads:
        with crew(1, helpers=1):
            waiting = [threads.submit(spread, linger, [0.0, 0.2]) for _thread in range(4)]
            time.sleep(0.1)
        found = [one.result() for one in waiting]
    assert [[part for part, _pid in one] for one in found] == [[0.0, 0.2]] * 4
    assert "without helpers" in caplog.text


def test_what_a_killed_helper_had_in_hand_is_done_all_the_same(db, caplog):
    with crew(1, helpers=1):
        (helper,) = {pid for _part, pid in spread(who, [1, 2])} - {os.getpid()}
        os.kill(helper, signal.SIGKILL)
        assert [spread(who, [1, 2, 3]) for _time in range(2)] == [
            [(part, os.getpid()) for part in (1, 2, 3)]
        ] * 2
    assert "without helpers" in caplog.text


def test_when_the_parent_is_killed_its_crew_ends_too(app, db):
    """The pipe ends when the last process that holds it has ended."""
    ends, holds = os.pipe()
    started, tells = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ends)
        with app.app_context(), crew(2, helpers=1) as team:
            found = {pid for one in team.map(spread_over, [[1, 2]] * 4) for _part, pid in one}
            os.write(tells, bytes([len(found)]))
            signal.pause()
        os._exit(0)
    os.close(holds)
    assert os.read(started, 1)[0] >= 2
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert os.read(ends, 1) == b""
    for pipe in (ends, started, tells):
        os.close(pipe)
