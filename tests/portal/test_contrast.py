"""The colour tokens keep their contrast in light, dark and cream (WCAG 1.4.3 and 1.4.11), computed from OKLCH."""

import math
import re

from django.conf import settings
from django.test import SimpleTestCase

CSS = (settings.BASE_DIR / "lms/core/static/core/css/tokens.css").read_text(encoding="utf-8")
OKLCH = r"oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)"
PAIR = re.compile(rf"--([\w-]+): light-dark\({OKLCH}, {OKLCH}\)")
SINGLE = re.compile(rf"--([\w-]+): {OKLCH}")
Colour = tuple[float, float, float]

GROUNDS = ("paper", "surface", "sunk")
TEXT = [
    *[(ink, ground) for ink in ("ink", "ink-soft", "brand-ink", "brand-hover", "bad-ink") for ground in GROUNDS],
    *[(ink, ground) for ink in ("good-ink", "warn-ink", "info-ink") for ground in ("paper", "surface")],
    *[(f"{tone}-ink", f"{tone}-soft") for tone in ("good", "warn", "bad", "info", "brand")],
    *[("ink", f"{tone}-soft") for tone in ("good", "warn", "bad", "info", "brand")],
    ("ink-soft", "brand-soft"),
    ("on-brand", "brand"),
    ("on-brand", "brand-hover"),
    ("on-sun", "sun"),
    ("on-solid", "bad-solid"),
    ("on-solid", "bad-ink"),
    ("on-step-low", "step-1"),
    ("on-step-low", "step-2"),
    ("on-step-high", "step-3"),
    ("on-step-high", "step-4"),
    ("on-strong", "strong"),
]
SHAPES = [
    *[(mark, ground) for mark in ("line-strong", "focus", "brand") for ground in GROUNDS],
    ("focus", "brand-soft"),
    ("bad-ink", "surface"),
]


def luminance(colour: Colour) -> float:
    """Relative luminance (WCAG) of an OKLCH colour, clipped to sRGB."""
    light, chroma, hue = colour
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    red, green, blue = (min(max(part, 0.0), 1.0) for part in linear)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    """Contrast ratio, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def themes() -> dict[str, dict[str, Colour]]:
    """Every token's colour in each theme."""
    light: dict[str, Colour] = {}
    dark: dict[str, Colour] = {}
    for name, *parts in PAIR.findall(CSS):
        numbers = [float(part) for part in parts]
        light[name], dark[name] = (numbers[0], numbers[1], numbers[2]), (numbers[3], numbers[4], numbers[5])
    cream = dict(light)
    for name, *parts in SINGLE.findall(CSS[CSS.index('data-theme="cream"') :]):
        cream[name] = (float(parts[0]), float(parts[1]), float(parts[2]))
    return {"light": light, "dark": dark, "cream": cream}


class Tokens(SimpleTestCase):
    def test_known_ratios(self) -> None:
        """The computation itself: black on white is 21, the same colour 1."""
        self.assertAlmostEqual(contrast((0, 0, 0), (1, 0, 0)), 21, places=1)
        self.assertEqual(contrast((0.5, 0.1, 20), (0.5, 0.1, 20)), 1)

    def test_text_is_readable(self) -> None:
        self.check(TEXT, 4.5)

    def test_shapes_can_be_seen(self) -> None:
        self.check(SHAPES, 3)

    def check(self, pairs: list[tuple[str, str]], least: float) -> None:
        low = {
            f"{theme}: {front} on {back}": round(contrast(colours[front], colours[back]), 2)
            for theme, colours in themes().items()
            for front, back in pairs
            if contrast(colours[front], colours[back]) < least
        }
        self.assertEqual(low, {})
