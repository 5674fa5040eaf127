"""Documents that prove a need: checked, made harmless, stored encrypted, opened only through here."""

import base64
import datetime as dt
import io
import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from exams.sittings.enums import EvidenceKind
from exams.sittings.models import AccommodationEvidence, AccommodationRequest
from lms.core import files, vault
from lms.core.errors import Refusal

PURPOSE = "sittings.accommodation_file"
MAX_BYTES = 5 * 1024 * 1024
MAX_PAGES = 20
MAX_PIXELS = 40_000_000
MOST_FILES = 8
_ACTIVE = ("/OpenAction", "/AA", "/AcroForm", "/Names")
_IMAGES = {"JPEG": "image/jpeg", "PNG": "image/png"}


class EvidenceUnusable(Refusal):
    """The file cannot be taken; ``code`` is ``too_big``, ``not_a_document``, ``locked``, ``too_long`` or ``too_many``."""

    code = "not_a_document"


@dataclass(frozen=True)
class Document:
    """A document fit to be stored."""

    kind: EvidenceKind
    issued: dt.date | None
    content: bytes
    content_type: str


def examine(content: bytes, *, kind: EvidenceKind, issued: dt.date | None = None) -> Document:
    """The PDF, JPEG or PNG in these bytes, written anew without metadata, scripts or attachments; the bytes decide, not
    the file's name. Raises :class:`EvidenceUnusable`."""
    if len(content) > MAX_BYTES:
        raise EvidenceUnusable(_("檔案超過 5 MB，請縮小後再上傳。"), code="too_big")
    made, media = _pdf(content) if content.startswith(b"%PDF-") else _image(content)
    return Document(kind, issued, made, media)


def add(request: AccommodationRequest, document: Document, now: dt.datetime) -> AccommodationEvidence:
    """Store a document of a request inside the caller's transaction. Raises :class:`EvidenceUnusable`, ``too_many``."""
    if request.evidence.count() >= MOST_FILES:
        raise EvidenceUnusable(_("最多上傳 %(n)s 份文件。") % {"n": MOST_FILES}, code="too_many")
    public_id = uuid.uuid4()
    path = f"accommodations/{public_id.hex}.sealed"
    packed = base64.b64encode(document.content).decode("ascii")
    return AccommodationEvidence.objects.create(
        public_id=public_id,
        request=request,
        kind=document.kind,
        issued_date=document.issued,
        path=path,
        sha256=files.store(path, vault.seal(packed, purpose=PURPOSE)),
        content_type=document.content_type,
        added_at=now,
    )


def opened(evidence: AccommodationEvidence) -> bytes:
    """The document's bytes. Raises ``files.FileDamaged``. Whoever of the staff asks must log it first
    (``accommodations.read``)."""
    sealed = files.read_verified(evidence.path, evidence.sha256)
    return base64.b64decode(vault.unseal(sealed, purpose=PURPOSE))


def _pdf(content: bytes) -> tuple[bytes, str]:
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content)) as found:
            if len(found.pages) > MAX_PAGES:
                raise EvidenceUnusable(_("PDF 超過 %(n)s 頁。") % {"n": MAX_PAGES}, code="too_long")
            for name in _ACTIVE:
                if name in found.Root:
                    del found.Root[name]
            for page in found.pages:
                for name in ("/AA", "/Annots"):
                    if name in page.obj:
                        del page.obj[name]
            if "/Info" in found.trailer:
                del found.trailer["/Info"]
            made = io.BytesIO()
            found.save(made)
    except pikepdf.PasswordError as error:
        raise EvidenceUnusable(_("PDF 有密碼，請移除密碼後再上傳。"), code="locked") from error
    except (pikepdf.PdfError, ValueError, TypeError, AttributeError) as error:
        raise EvidenceUnusable(_("這個檔案不是可以讀取的 PDF。")) from error
    return made.getvalue(), "application/pdf"


def _image(content: bytes) -> tuple[bytes, str]:
    try:
        with Image.open(io.BytesIO(content), formats=list(_IMAGES)) as found:
            if found.width * found.height > MAX_PIXELS:
                raise EvidenceUnusable(_("圖片太大，請縮小後再上傳。"), code="too_big")
            kind = str(found.format)
            drawn = ImageOps.exif_transpose(found).convert("RGB")
            made = io.BytesIO()
            clean = Image.new("RGB", drawn.size)
            clean.paste(drawn)
            clean.save(made, format=kind, quality=85)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise EvidenceUnusable(_("請上傳 PDF、JPEG 或 PNG 檔。")) from error
    return made.getvalue(), _IMAGES[kind]
