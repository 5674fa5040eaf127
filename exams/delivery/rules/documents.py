"""One gzip document of two parts: what is the same for everybody is compressed once, what is one's own each time.

The common part is deflated with a full flush, so it ends on a byte and nothing after it refers back into it; the own
part is deflated behind it as the last block. Checksum and length go on from the common part's (RFC 1951, RFC 1952).
"""

import struct
import zlib
from dataclasses import dataclass

_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"  # gzip, deflate, no name, no time, best compression
_RAW = -zlib.MAX_WBITS
_OWN_LEVEL = 6
_OWN_MEMORY = 5
"""An own part is a few KB: small tables are laid out faster than large ones."""


@dataclass(frozen=True, slots=True)
class Common:
    """The beginning of a document, compressed."""

    deflated: bytes
    crc: int
    size: int

    def text(self) -> bytes:
        """What was compressed."""
        return zlib.decompressobj(_RAW).decompress(self.deflated)


def common(text: bytes) -> Common:
    """Compress the beginning of a document once, as small as it gets."""
    packer = zlib.compressobj(9, zlib.DEFLATED, _RAW)
    deflated = packer.compress(text) + packer.flush(zlib.Z_FULL_FLUSH)
    return Common(deflated, zlib.crc32(text), len(text))


def gzipped(beginning: Common, own: bytes) -> bytes:
    """The whole document as one gzip member."""
    packer = zlib.compressobj(_OWN_LEVEL, zlib.DEFLATED, _RAW, _OWN_MEMORY)
    body = packer.compress(own) + packer.flush()
    size = (beginning.size + len(own)) & 0xFFFFFFFF
    return b"".join((_HEADER, beginning.deflated, body, struct.pack("<II", zlib.crc32(own, beginning.crc), size)))
