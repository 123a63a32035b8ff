"""Memory that a worker process keeps for its next run, in place of giving it back to the system and asking again.

glibc gives an array of over 128 kB back to the system as soon as it is let go of, and moves that border up by what
it sees; the next array is then made of pages that the system clears one by one as they are touched. A run of 16,000
requests had 1,500 to 3,000 of them, a tenth to a sixth of its time. With both borders set it has some fifty.

The price is what a worker holds between arrays: `KEPT_BYTES` at the top of its memory, and what lies below something
that is still in use. It is no more than its largest run needed.
"""

import ctypes
import sys

KEPT_BYTES = 1 << 26
"""Free memory at the end of a process's own that is not given back."""
_LARGE_BYTES = 1 << 25  # from here on an array has pages of its own all the same; glibc takes no higher border
_TRIM, _LARGE = -1, -3  # M_TRIM_THRESHOLD and M_MMAP_THRESHOLD of malloc.h


def keep_freed() -> bool:
    """Let this process keep what it frees; return whether it was told to (other C libraries have no such borders).

    References
    ----------
    mallopt(3), Linux manual page.
    """
    tell = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    return tell is not None and bool(tell(_TRIM, KEPT_BYTES)) and bool(tell(_LARGE, _LARGE_BYTES))
