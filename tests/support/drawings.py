"""What a canvas sends."""

import io

from PIL import Image, ImageDraw


def signature(*, ink: bool = True, size: tuple[int, int] = (300, 120)) -> bytes:
    """A transparent PNG, with or without a stroke."""
    picture = Image.new("RGBA", size, (0, 0, 0, 0))
    if ink:
        ImageDraw.Draw(picture).line([(10, 100), (120, 20), (280, 90)], fill=(20, 40, 30, 255), width=4)
    made = io.BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()
