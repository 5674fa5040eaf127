"""Images of imported questions: what is taken, what is taken out of them, what is refused."""

import base64
import io
import struct
import zlib

from django.test import SimpleTestCase
from PIL import Image as Pillow
from PIL import PngImagePlugin

from question_bank.formats.rules import images


def raster(kind: str = "PNG", size: tuple[int, int] = (3, 2), **options: object) -> bytes:
    written = io.BytesIO()
    Pillow.new("RGB", size, "teal").save(written, kind, **options)
    return written.getvalue()


def photo() -> bytes:
    """A photograph on its side, with the place where it was taken."""
    exif = Pillow.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Invented Cameras"
    exif.get_ifd(0x8825)[1] = "N"
    return raster("JPEG", exif=exif)


def huge_png(side: int) -> bytes:
    """The head of a PNG that claims to be enormous."""
    head = b"IHDR" + struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="20"><rect width="5" height="5" fill="red"/></svg>'


class Raster(SimpleTestCase):
    def test_four_kinds(self) -> None:
        for kind, media_type in (("PNG", "png"), ("JPEG", "jpeg"), ("GIF", "gif"), ("WEBP", "webp")):
            with self.subTest(kind=kind):
                content = raster(kind)
                found = images.checked(content)
                self.assertEqual((found.media_type, found.width, found.height), (f"image/{media_type}", 3, 2))
                self.assertEqual(found.content, content)

    def test_refusals(self) -> None:
        cases = {
            "image_empty": b"",
            "image_unreadable": b"<html><script>alert(1)</script></html>",
            "image_too_big": b"\x89PNG" + b"0" * (2 * 1024 * 1024),
            "image_too_large": raster(size=(4097, 1)),
        }
        for code, content in cases.items():
            with self.subTest(code=code), self.assertRaises(images.Unusable) as caught:
                images.checked(content)
            self.assertEqual(caught.exception.code, code)
            self.assertTrue(caught.exception.zh and caught.exception.en)

    def test_bombs_and_damage(self) -> None:
        for content in (
            huge_png(60_000),
            huge_png(20_000),
            raster()[:40],
            raster("JPEG")[:60],
            raster("BMP"),
            b"%PDF-1.4",
        ):
            with self.subTest(content=content[:12]), self.assertRaises(images.Unusable):
                images.checked(content)

    def test_metadata_is_taken_out_and_said(self) -> None:
        text = PngImagePlugin.PngInfo()
        text.add_text("Comment", "private")
        for content in (
            photo(),
            raster(pnginfo=text),
            raster("WEBP", exif=photo_exif()),
            raster("GIF", comment=b"private"),
        ):
            with self.subTest(content=content[:8]):
                found = images.examined(content)
                self.assertEqual([loss.code for loss in found.losses], ["image_metadata"])
                again = Pillow.open(io.BytesIO(found.image.content))
                self.assertEqual(
                    (dict(again.getexif()), again.info.get("comment"), getattr(again, "text", {})), ({}, None, {})
                )
                self.assertEqual(images.examined(found.image.content).losses, ())

    def test_a_photo_stands_upright(self) -> None:
        self.assertEqual((images.checked(photo()).width, images.checked(photo()).height), (2, 3))

    def test_animations_keep_their_frames(self) -> None:
        written = io.BytesIO()
        frames = [Pillow.new("RGB", (3, 2), colour) for colour in ("red", "blue", "lime")]
        frames[0].save(written, "GIF", save_all=True, append_images=frames[1:], duration=80, loop=0, comment=b"x")
        found = images.examined(written.getvalue())
        again = Pillow.open(io.BytesIO(found.image.content))
        self.assertEqual((again.n_frames, [loss.code for loss in found.losses]), (3, ["image_metadata"]))

    def test_the_content_counts_not_the_declaration(self) -> None:
        found = images.examined(raster("PNG"), declared="image/jpeg")
        self.assertEqual((found.image.media_type, [loss.code for loss in found.losses]), ("image/png", ["image_type"]))


def photo_exif() -> bytes:
    exif = Pillow.Exif()
    exif[0x010F] = "Invented Cameras"
    return exif.tobytes()


class DataAddresses(SimpleTestCase):
    def test_base64_and_percent(self) -> None:
        packed = base64.b64encode(raster()).decode()
        self.assertEqual(images.from_data_uri(f"data:image/png;base64,{packed}").image.content, raster())
        self.assertEqual(images.from_data_uri("data:image/svg+xml;charset=utf8," + SVG.decode()).image.width, 10)

    def test_refusals(self) -> None:
        for source in ("data:text/html;base64,PHNjcmlwdD4=", "data:image/png;base64,@@", "data:", "data:image/png,x"):
            with self.subTest(source=source), self.assertRaises(images.Unusable):
                images.from_data_uri(source)


class Drawings(SimpleTestCase):
    def clean(self, inside: str, **attributes: str) -> tuple[str, list[str]]:
        own = "".join(f' {name}="{value}"' for name, value in attributes.items())
        source = (
            f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
            f'width="10" height="20"{own}>{inside}</svg>'
        )
        found = images.examined(source.encode())
        return found.image.content.decode(), [loss.zh for loss in found.losses]

    def test_shapes_stay(self) -> None:
        found = images.examined(SVG)
        self.assertEqual((found.image.media_type, found.image.width, found.image.height), ("image/svg+xml", 10, 20))
        self.assertEqual((found.image.content, found.losses), (SVG, ()))

    def test_everything_active_goes_and_is_named(self) -> None:
        cases = {
            "<script>alert(1)</script>": "script",
            "<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>x</p></foreignObject>": "foreignObject",
            '<rect onclick="alert(1)"/>': "onclick",
            '<image href="https://a.example/x.png"/>': "image",
            '<use xlink:href="https://a.example/x.svg#a"/>': "href",
            '<rect fill="url(https://a.example/x)"/>': "fill",
            '<rect style="fill:red;background:url(//a.example)"/>': "style",
            "<style>@import url(//a.example)</style>": "style",
            '<a href="javascript:alert(1)"><rect/></a>': "a",
            '<animate attributeName="href" values="javascript:alert(1)"/>': "animate",
            '<set attributeName="onmouseover" to="alert(1)"/>': "set",
            '<rect fill="\\75rl(//a.example)"/>': "fill",
            "<html:script xmlns:html='http://www.w3.org/1999/xhtml'>alert(1)</html:script>": "script",
        }
        for inside, name in cases.items():
            with self.subTest(inside=inside):
                clean, losses = self.clean(inside + '<rect width="1"/>')
                for forbidden in ("alert", "a.example", "javascript", "<script", "on"):
                    self.assertNotIn(forbidden, clean)
                self.assertEqual(len(losses), 1)
                self.assertIn(name, losses[0])
                self.assertIn('<rect width="1"/>', clean)

    def test_local_references_stay(self) -> None:
        inside = (
            '<defs><linearGradient id="g"/></defs><rect fill="url(#g)" style="stroke:url(#g)"/><use xlink:href="#g"/>'
        )
        clean, losses = self.clean(inside)
        self.assertEqual(losses, [])
        self.assertEqual((clean.count("url(#g)"), clean.count('href="#g"')), (2, 1))

    def test_refusals(self) -> None:
        bomb = (
            "".join(f'<g id="a{n}">' + f'<use href="#a{n + 1}"/>' * 10 + "</g>" for n in range(9))
            + '<g id="a9"><path/></g>'
        )
        cases = {
            "no size": "<svg xmlns='http://www.w3.org/2000/svg'/>",
            "entities": "<!DOCTYPE svg [<!ENTITY a 'x'>]><svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'>&a;</svg>",
            "external entity": "<!DOCTYPE svg [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><svg width='1' height='1'>&a;</svg>",
            "not XML": "<svg width='1' height='1'>",
            "too large": "<svg xmlns='http://www.w3.org/2000/svg' width='5000' height='1'/>",
            "growing": f"<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'>{bomb}</svg>",
            "circle": "<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'><g id='a'><use href='#a'/></g></svg>",
        }
        for name, source in cases.items():
            with self.subTest(name=name), self.assertRaises(images.Unusable) as caught:
                images.checked(source.encode())
            self.assertEqual(caught.exception.code, "image_svg")

    def test_sizes(self) -> None:
        for attributes, size in (
            ('viewBox="0 0 30 40"', (30, 40)),
            ('width="1in" height="72pt"', (96, 96)),
            ('width="100%" viewBox="0 0 30 40"', (30, 40)),
            ('width="15" viewBox="0 0 30 40"', (15, 20)),
        ):
            with self.subTest(attributes=attributes):
                found = images.checked(f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}/>'.encode())
                self.assertEqual((found.width, found.height), size)
