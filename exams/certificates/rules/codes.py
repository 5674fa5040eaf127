"""Verification codes: how they are written and how people's typing is read."""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so nothing is mistaken on paper."""
LENGTH = 16
"""Sixteen signs of five bits: 80 random bits (CT-04 asks for 64)."""
_GROUP = 4
_READ_AS = str.maketrans("ILO", "110", "- ‐–—\u3000")


def from_bits(bits: int) -> str:
    """The code of a number of 80 bits. Raises ``ValueError`` for a longer one."""
    if not 0 <= bits < 32**LENGTH:
        raise ValueError("A code holds 80 bits.")
    return "".join(ALPHABET[bits >> 5 * place & 31] for place in reversed(range(LENGTH)))


def shown(code: str) -> str:
    """The code in groups of four, as printed."""
    return "-".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


def read(text: str) -> str:
    """What somebody typed, as a code: case, dashes, spaces and I, L, O do not matter. Empty if it cannot be one."""
    code = text.strip().upper().translate(_READ_AS)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""
