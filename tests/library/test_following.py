import threading
from dataclasses import dataclass, field

import pytest

from policysearch.errors import IndexDamaged, IndexMissing
from policysearch.library.following import Follower


@dataclass
class Opened:
    number: int
    is_closed: bool = False

    def close(self) -> None:
        assert not self.is_closed
        self.is_closed = True


@dataclass
class Shelf:
    """A current number and everything that was opened."""

    number: int = 1
    opened: list[Opened] = field(default_factory=list)

    def current(self) -> int:
        if self.number == 0:
            raise IndexMissing(path="index")
        return self.number

    def open(self, number: int) -> Opened:
        self.opened.append(Opened(number))
        return self.opened[-1]


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def follower(shelf) -> Follower[Opened]:
    return Follower(shelf.current, shelf.open)


def test_readers_share_one_opening(shelf, follower):
    with follower.reading() as one, follower.reading() as other:
        assert one is other
    assert len(shelf.opened) == 1


def test_a_new_generation_is_followed_and_the_old_one_closed(shelf, follower):
    with follower.reading() as first:
        pass
    shelf.number = 2
    with follower.reading() as second:
        assert second.number == 2
    assert first.is_closed
    assert not second.is_closed


def test_a_reader_keeps_the_generation_it_began_with(shelf, follower):
    with follower.reading() as first:
        shelf.number = 2
        with follower.reading() as second:
            assert second.number == 2
            assert not first.is_closed
    assert first.is_closed


def test_closing_waits_for_the_last_reader(shelf, follower):
    with follower.reading() as first:
        follower.close()
        assert not first.is_closed
    assert first.is_closed
    follower.close()


def test_an_index_that_is_missing_is_said_at_each_reading_until_it_is_there(shelf, follower):
    shelf.number = 0
    with pytest.raises(IndexMissing), follower.reading():
        pass
    shelf.number = 3
    with follower.reading() as opened:
        assert opened.number == 3


def test_a_generation_that_goes_while_it_is_opened_is_passed_over(shelf):
    def open_number(number: int) -> Opened:
        if number == 1:
            shelf.number = 2
            raise IndexDamaged(path="index", reason="gone")
        return shelf.open(number)

    follower = Follower(shelf.current, open_number)
    with follower.reading() as opened:
        assert opened.number == 2


def test_a_damaged_generation_is_an_error_while_it_is_current(shelf):
    def open_number(number: int) -> Opened:
        raise IndexDamaged(path="index", reason="cut short")

    follower = Follower(shelf.current, open_number)
    with pytest.raises(IndexDamaged), follower.reading():
        pass


def test_many_threads_and_switches_close_each_generation_once(shelf, follower):
    def read() -> None:
        for _ in range(300):
            with follower.reading() as opened:
                assert not opened.is_closed

    def switch() -> None:
        for _ in range(100):
            shelf.number += 1
            with follower.reading():
                pass

    threads = [threading.Thread(target=read) for _ in range(6)] + [threading.Thread(target=switch)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    follower.close()
    assert all(opened.is_closed for opened in shelf.opened)
