"""Images of texts are kept once and found in one query."""

import datetime as dt
import hashlib

from django.test import TestCase

from lms.core.models import AuditEvent
from question_bank.formats.rules.exchange import Image
from question_bank.items.models import Asset
from question_bank.items.selectors import assets as kept
from question_bank.items.services import assets

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


def image(content: bytes) -> Image:
    return Image(hashlib.sha256(content).hexdigest(), "image/png", content, 3, 2)


class Storing(TestCase):
    def test_the_same_bytes_are_kept_once(self) -> None:
        one, two = image(b"one"), image(b"two")
        self.assertEqual(assets.store(images=[one, one], actor=None, now=NOW), 1)
        self.assertEqual(assets.store(images=[one, two], actor=None, now=NOW), 1)
        self.assertEqual(assets.store(images=[one, two], actor=None, now=NOW), 0)
        self.assertEqual(
            list(Asset.objects.order_by("id").values_list("sha256", "content", "width", "height")),
            [(one.sha256, b"one", 3, 2), (two.sha256, b"two", 3, 2)],
        )
        events = AuditEvent.objects.filter(action="assets.stored").order_by("id")
        self.assertEqual([event.data for event in events], [{"images": 1}, {"images": 1}])

    def test_texts_find_their_images_in_one_query(self) -> None:
        one, two, lost = image(b"one"), image(b"two"), image(b"lost")
        assets.store(images=[one, two, image(b"other")], actor=None, now=NOW)
        texts = [
            f"![a](asset:{one.sha256}) ![b](asset:{two.sha256})",
            f"![c](asset:{one.sha256})",
            f"asset:{lost.sha256}",
        ]
        with self.assertNumQueries(1):
            found = kept.data_uris(texts)
        self.assertEqual(
            found,
            {
                f"asset:{one.sha256}": "data:image/png;base64,b25l",
                f"asset:{two.sha256}": "data:image/png;base64,dHdv",
            },
        )
        self.assertEqual(kept.missing(texts), {lost.sha256})

    def test_texts_without_images_ask_nothing(self) -> None:
        with self.assertNumQueries(0):
            self.assertEqual(kept.data_uris(["無圖", f"asset:{'a' * 65}"]), {})
