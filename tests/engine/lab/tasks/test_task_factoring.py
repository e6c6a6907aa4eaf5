import math

import pytest
from concviz.engine.lab.tasks import factoring


def by_trial(number: int) -> list[int]:
    factors, divisor = [], 2
    while number > 1:
        while number % divisor == 0:
            factors.append(divisor)
            number //= divisor
        divisor += 1
    return factors


def test_all_small_numbers_against_trial_division():
    assert all(factoring.factor(number) == by_trial(number) for number in range(1, 5000))


@pytest.mark.parametrize(
    "number",
    [
        1373653,  # a strong pseudoprime to the bases 2 and 3
        3215031751,  # to 2, 3, 5 and 7
        3474749660383,  # to 2, 3, 5, 7, 11 and 13
        561 * 1105,
        65537**2,
        1009**3,
        2**40,
        2097143 * 2097133,
    ],
)
def test_hard_numbers(number):
    factors = factoring.factor(number)
    assert math.prod(factors) == number
    assert all(by_trial(factor) == [factor] for factor in factors)


def test_primes_of_the_sieve():
    primes = factoring.sieve(1000)
    assert primes == [number for number in range(2, 1000) if by_trial(number) == [number]]
    assert all(factoring.factor(prime) == [prime] for prime in primes)


def test_items_are_what_the_answer_multiplies_back_to():
    items = factoring.items(5, seed=3)
    results = [factoring.work(item) for item in items]
    assert [tuple(map(math.prod, result)) for result in results] == items
    assert all(10**9 < number < 3.4e14 for item in items for number in item)
    assert factoring.combine(results).startswith("30 numbers factored and checked, the last: ")
    assert items != factoring.items(5, seed=4)
    assert items[:2] == factoring.items(2, seed=3)
