import threading

from whoosh_columnar.execute.cache import BoundedCache


def test_what_was_put_is_found_until_there_is_too_much() -> None:
    cache: BoundedCache[int, str] = BoundedCache(100)
    for number in range(50):
        cache.put(number, str(number), 10)
        assert cache.n_bytes <= 100
    assert cache.get(49) == "49"
    assert cache.get(0) is None


def test_what_is_asked_for_stays() -> None:
    cache: BoundedCache[str, str] = BoundedCache(100)
    cache.put("often", "kept", 10)
    for number in range(200):
        cache.put(str(number), "", 10)
        assert cache.get("often") == "kept"


def test_what_is_too_large_is_given_back_and_not_kept() -> None:
    cache: BoundedCache[int, str] = BoundedCache(100)
    assert cache.put(1, "large", 51) == "large"
    assert cache.get(1) is None
    assert cache.n_bytes == 0


def test_the_first_of_two_values_is_kept() -> None:
    cache: BoundedCache[int, str] = BoundedCache(100)
    assert cache.put(1, "first", 1) == "first"
    assert cache.put(1, "second", 1) == "first"
    assert cache.get(1) == "first"


def test_threads_find_what_they_put() -> None:
    cache: BoundedCache[int, int] = BoundedCache(1000)
    wrong: list[int] = []

    def work(offset: int) -> None:
        for number in range(5000):
            key = (number * 7 + offset) % 90
            found = cache.get(key)
            if found is None:
                found = cache.put(key, key * key, 10)
            if found != key * key:
                wrong.append(key)

    threads = [threading.Thread(target=work, args=(offset,)) for offset in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert cache.n_bytes <= 1000
