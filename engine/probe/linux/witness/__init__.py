"""The witness: what each thread of a program waits for, asked of the Linux kernel instead of inferred."""

from .account import Accounts, Totals
from .available import available
from .pace import Pace
from .states import STATES, Look, State, Target
from .witness import Witness

__all__ = ["STATES", "Accounts", "Look", "Pace", "State", "Target", "Totals", "Witness", "available"]
