"""Codes that people type: the payment code for the bank (專屬繳費帳號) and a unit's verification code (團報單位驗證碼)."""

PAYMENT_DIGITS = 13
UNIT_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without letters and digits that look alike."""
UNIT_LENGTH = 8


def with_check_digit(digits: str) -> str:
    """The digits followed by one that makes every single wrong digit and most swaps visible (Luhn, ISO/IEC 7812)."""
    return digits + str(-_weighted(digits + "0") % 10)


def is_payment_code(code: str) -> bool:
    """Whether a code has the right shape and check digit."""
    right = len(code) == PAYMENT_DIGITS + 1 and code.isascii() and code.isdigit()
    return right and _weighted(code) % 10 == 0


def normalise_payment_code(text: str) -> str:
    """The code as it is stored: without the spaces and hyphens in which it is printed."""
    return "".join(sign for sign in text if sign not in " -\u3000")


def normalise_unit_code(text: str) -> str:
    """The code as it is stored: capitals, no spaces or hyphens."""
    return "".join(sign for sign in text.upper() if sign not in " -\u3000")


def spaced(code: str) -> str:
    """A payment code in groups of four, as people read it."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def _weighted(digits: str) -> int:
    """The sum of the digits, every second from the right doubled and its digits added."""
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(value // 10 + value % 10 for value in doubled)
