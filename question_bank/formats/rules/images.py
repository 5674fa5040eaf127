"""Images of imported questions: really decoded, within limits, without metadata, and SVG without anything active."""

import base64
import binascii
import hashlib
import io
import re
import warnings
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote_to_bytes

from question_bank.formats.rules import svg
from question_bank.formats.rules.exchange import Image
from question_bank.formats.rules.losses import Loss

MAX_BYTES: Final = 2 * 1024 * 1024
MAX_SIDE: Final = 4096
MAX_FRAMES: Final = 200
_TYPES: Final = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}
_SVG: Final = "image/svg+xml"
_METADATA: Final = {"exif", "xmp", "comment", "photoshop", "adobe_xmp", "XML:com.adobe.xmp", "Raw profile type exif"}
_DATA_URI: Final = re.compile(r"data:([\w.+/-]*)((?:;[\w=-]+)*?)(;base64)?,(.*)\Z", re.DOTALL | re.IGNORECASE)


class Unusable(ValueError):
    """An image that no question may carry; ``code`` is stable, ``zh`` and ``en`` say why."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(en)
        self.code, self.zh, self.en = code, zh, en


@dataclass(frozen=True)
class Checked:
    """An image fit to be stored, and what had to be taken out of it."""

    image: Image
    losses: tuple[Loss, ...] = ()


def checked(content: bytes, *, declared: str = "") -> Image:
    """The image in these bytes. Raises :class:`Unusable`. Use :func:`examined` to report what was removed."""
    return examined(content, declared=declared).image


def examined(content: bytes, *, declared: str = "") -> Checked:
    """The image in these bytes and what was removed from it; the bytes decide, not the ``declared`` media type.

    Raises :class:`Unusable`.
    """
    if len(content) > MAX_BYTES:
        raise Unusable("image_too_big", "圖片超過 2 MB，請縮小後再放入。", "The image is larger than 2 MB; shrink it.")
    if not content:
        raise Unusable("image_empty", "圖片檔是空的。", "The image file is empty.")
    found = _vector(content) if _is_vector(content) else _raster(content)
    declared = declared.split(";")[0].strip().lower().replace("image/jpg", "image/jpeg")
    if declared.startswith("image/") and declared != found.image.media_type:
        note = Loss(
            "image_type",
            f"圖片宣告為 {declared}，實際為 {found.image.media_type}，以實際內容為準。",
            f"The image is declared {declared} but is {found.image.media_type}; its content counts.",
        )
        return Checked(found.image, (*found.losses, note))
    return found


def from_data_uri(source: str) -> Checked:
    """The image of a ``data:`` address. Raises :class:`Unusable`."""
    match = _DATA_URI.match(source.strip())
    if match is None or len(source) > 2 * MAX_BYTES:
        raise Unusable(
            "image_data", "內嵌圖片的資料網址無法讀取。", "The data address of an embedded image is unreadable."
        )
    content = unquote_to_bytes(match[4])
    if match[3]:
        content = decoded(content)
    return examined(content, declared=match[1])


def decoded(content: bytes | str) -> bytes:
    """The bytes of a base64 text, line breaks allowed. Raises :class:`Unusable`."""
    packed = content.encode("ascii", "replace") if isinstance(content, str) else content
    try:
        return base64.b64decode(re.sub(rb"\s+", b"", packed), validate=True)
    except binascii.Error as error:
        raise Unusable(
            "image_base64", "圖片的 Base64 內容損壞。", "The Base64 content of the image is damaged."
        ) from error


def _is_vector(content: bytes) -> bool:
    head = content[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\x00", b"")
    return head.startswith(b"<") and b"<svg" in content.replace(b"\x00", b"")[:65536].lower()


def _vector(content: bytes) -> Checked:
    try:
        clean = svg.sanitised(content, longest=MAX_SIDE)
    except svg.Unreadable as error:
        raise Unusable("image_svg", error.zh, error.en) from error
    return Checked(_image(_SVG, clean.content, clean.width, clean.height), clean.losses)


def _raster(content: bytes) -> Checked:
    from PIL import Image as Pillow

    with warnings.catch_warnings():
        warnings.simplefilter("error", Pillow.DecompressionBombWarning)
        try:
            return _decoded(Pillow.open(io.BytesIO(content), formats=list(_TYPES)), content)
        except Unusable:
            raise
        except Exception as error:  # decoders fail in many ways on damaged or hostile files
            raise Unusable(
                "image_unreadable",
                "不是可讀取的 PNG、JPEG、GIF、WebP 或 SVG 圖片，或檔案已損壞。",
                "Not a readable PNG, JPEG, GIF, WebP or SVG image, or the file is damaged.",
            ) from error


def _decoded(picture: Any, content: bytes) -> Checked:
    """The picture once every frame has been decoded, written anew if it carries metadata."""
    width, height = picture.size
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE):
        raise Unusable(
            "image_too_large",
            f"圖片為 {width}×{height} 像素，每邊最多 {MAX_SIDE} 像素。",
            f"The image has {width}×{height} pixels, at most {MAX_SIDE} on each side.",
        )
    frames = getattr(picture, "n_frames", 1)
    if frames > MAX_FRAMES:
        raise Unusable(
            "image_frames", f"動畫超過 {MAX_FRAMES} 格。", f"The animation has more than {MAX_FRAMES} frames."
        )
    for frame in range(frames):
        picture.seek(frame)
        picture.load()
    picture.seek(0)
    media_type = _TYPES[picture.format]
    if not _has_metadata(picture):
        return Checked(_image(media_type, content, width, height))
    return _rewritten(picture, media_type, frames)


def _has_metadata(picture: Any) -> bool:
    return bool(_METADATA & picture.info.keys()) or bool(getattr(picture, "text", None)) or bool(picture.getexif())


def _rewritten(picture: Any, media_type: str, frames: int) -> Checked:
    """The same picture without metadata (place, camera, author); turned upright first if the metadata said so."""
    from PIL import ImageOps

    note = Loss(
        "image_metadata",
        "已移除圖片內的中繼資料（如拍攝地點、相機、作者）。",
        "Metadata inside the image (place, camera, author) was removed.",
    )
    options: dict[str, Any] = {"format": picture.format}
    if picture.format == "JPEG":
        picture = ImageOps.exif_transpose(picture)
        options |= {"quality": 92, "subsampling": 0, "optimize": True}
    elif frames > 1:
        options |= {"save_all": True, "loop": picture.info.get("loop", 0)}
    if picture.format == "WEBP" or options["format"] == "WEBP":
        options["lossless"] = True
    profile = picture.info.get("icc_profile")
    if profile:
        options["icc_profile"] = profile
    kept = {name: value for name, value in picture.info.items() if name in ("transparency", "duration", "background")}
    picture.info.clear()
    picture.info.update(kept)
    written = io.BytesIO()
    picture.save(written, **options, exif=b"") if options["format"] != "GIF" else picture.save(
        written, **options, comment=b""
    )
    if len(written.getvalue()) > MAX_BYTES:
        raise Unusable(
            "image_too_big",
            "圖片移除中繼資料後超過 2 MB，請縮小後再放入。",
            "Without its metadata the image is larger than 2 MB; shrink it.",
        )
    return Checked(_image(media_type, written.getvalue(), *picture.size), (note,))


def _image(media_type: str, content: bytes, width: int, height: int) -> Image:
    return Image(hashlib.sha256(content).hexdigest(), media_type, content, width, height)
