"""A signature drawn on a screen: a small PNG that shows ink; everything else in the file is dropped."""

import io

MOST_BYTES = 300_000
MOST_PIXELS = 2_000 * 1_000
LEAST_INK = 40
"""Pixels; an accidental touch leaves fewer."""


class NotASignature(ValueError):
    """The bytes are no PNG of that size, or nothing was drawn."""


def cleaned(content: bytes) -> bytes:
    """The drawing in black and white on a white ground, as a PNG of our own making. Raises :class:`NotASignature`."""
    from PIL import Image

    if not 0 < len(content) <= MOST_BYTES or not content.startswith(b"\x89PNG\r\n\x1a\n"):
        raise NotASignature("not a small PNG")
    try:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise NotASignature("too large")
            drawn = picture.convert("RGBA")
    except NotASignature:
        raise
    except Exception as error:  # whatever a decoder raises on broken input
        raise NotASignature("unreadable") from error
    ground = Image.new("RGBA", drawn.size, "white")
    grey = Image.alpha_composite(ground, drawn).convert("L")
    if sum(grey.histogram()[:128]) < LEAST_INK:
        raise NotASignature("nothing drawn")
    made = io.BytesIO()
    grey.save(made, "PNG", optimize=True)
    return made.getvalue()
