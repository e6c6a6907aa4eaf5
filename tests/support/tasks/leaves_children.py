"""Functions whose children have sessions of their own: no signal to the run's group reaches them."""

import subprocess
import time


def child(number):
    """A child in a session of its own."""
    subprocess.Popen(["sleep", "300"], start_new_session=True)
    return number


def daemon(number):
    """A child of a child that has ended: nobody's child, in a session of its own."""
    subprocess.run(["sh", "-c", "setsid sleep 300 >/dev/null 2>&1 </dev/null &"], check=True)
    return number


def hanging_daemon(number):
    """The same, and the item does not end."""
    daemon(number)
    time.sleep(300)
    return number
