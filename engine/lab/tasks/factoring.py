"""Factoring, in pure Python: trial division for small factors, then Pollard's rho. One item is a batch of six numbers.

Each number is the product of two primes of 17 to 21 bits and of a small number, so that both methods have something to
do. How long rho takes is a matter of luck; six numbers an item make that luck even out a little. A factor counts as
prime when the Miller-Rabin test says so with bases that are proven to be enough below 3.4e14.
"""

import itertools
import math
import random

TITLE = "Factoring"
KIND = "cpu"
ABOUT = (
    "Splits numbers of 10 to 15 digits into primes: trial division, then Pollard's rho.",
    "The answer is the factors; each product is multiplied back and checked.",
    "Pure Python: threads take turns under a GIL, processes really run at once.",
)
REQUIRES: tuple[str, ...] = ()
WORLD: tuple[str, ...] = ()
OPTIONS: dict[str, str | int | float | bool] = {}

BATCH = 6
SMALL_PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)
Result = tuple[tuple[int, ...], ...]


def items(count: int, seed: int) -> list[tuple[int, ...]]:
    """Six numbers an item. Their primes come from a sieve, made once, so that making them costs nothing later."""
    rng = random.Random(seed)
    primes = [prime for prime in sieve(2**21) if prime > 2**16]
    return [tuple(_number(rng, primes) for _ in range(BATCH)) for _ in range(count)]


def _number(rng: random.Random, primes: list[int]) -> int:
    first, second = (primes[int(rng.random() * len(primes))] for _ in range(2))
    return first * second * (1 + int(rng.random() * 60))


def sieve(limit: int) -> list[int]:
    """All primes below `limit`, by Eratosthenes."""
    flags = bytearray([1]) * limit
    flags[:2] = b"\0\0"
    for number in range(2, math.isqrt(limit) + 1):
        if flags[number]:
            flags[number * number :: number] = bytes(len(range(number * number, limit, number)))
    return list(itertools.compress(range(limit), flags))


def work(item: tuple[int, ...]) -> Result:
    """The prime factors of each number, smallest first."""
    results = []
    for number in item:
        factors = factor(number)
        if math.prod(factors) != number:
            raise ArithmeticError(f"{factors} do not multiply to {number}")
        results.append(tuple(factors))
    return tuple(results)


def factor(number: int) -> list[int]:
    """The prime factors of a number from 1 to 3e14, smallest first."""
    factors = []
    for prime in SMALL_PRIMES:
        while number % prime == 0:
            factors.append(prime)
            number //= prime
    rest = [number] if number > 1 else []
    while rest:
        number = rest.pop()
        if is_prime(number):
            factors.append(number)
        else:
            divisor = rho(number)
            rest += [divisor, number // divisor]
    return sorted(factors)


def rho(number: int) -> int:
    """A divisor of an odd composite number, by Pollard's rho: a tortoise and a hare on x -> x² + c."""
    for c in range(1, number):
        tortoise = hare = 2
        divisor = 1
        while divisor == 1:
            tortoise = (tortoise * tortoise + c) % number
            hare = (hare * hare + c) % number
            hare = (hare * hare + c) % number
            divisor = math.gcd(hare - tortoise, number)
        if divisor != number:
            return divisor
    raise ArithmeticError(f"{number} is prime")


def is_prime(number: int) -> bool:
    """Whether a number without small factors is prime: Miller-Rabin, bases 2 to 17 (proven below 3.4e14)."""
    if number < SMALL_PRIMES[-1] ** 2:
        return number > 1
    twos = (number - 1 & 1 - number).bit_length() - 1
    for base in SMALL_PRIMES[:7]:
        power = pow(base, number - 1 >> twos, number)
        if power in (1, number - 1):
            continue
        for _ in range(twos - 1):
            power = power * power % number
            if power == number - 1:
                break
        else:
            return False
    return True


def combine(results: list[Result]) -> str:
    """How many numbers were factored, and the last one of them as an example."""
    factors = results[-1][-1]
    count = BATCH * len(results)
    return f"{count:,} numbers factored and checked, the last: {math.prod(factors)} = {' × '.join(map(str, factors))}"
