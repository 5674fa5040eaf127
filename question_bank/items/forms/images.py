"""An image for a text of the item: checked, described, written into the text as Markdown."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lms.core import slots

_INTO = re.compile(r"stem|explanation|stimulus_text|(?:options|rows|targets)-\d{1,2}-text")
MAX_BYTES = 8 * 1024 * 1024


class ImageForm(forms.Form):
    """The file, what it shows for those who do not see it, and the field it goes into."""

    image = forms.FileField(
        label=_("圖片檔"),
        help_text=_("PNG、JPEG、GIF、WebP 或 SVG，2 MB 以內；拍攝地點等資訊會移除。"),
        error_messages={"required": _("請選擇圖片檔。"), "empty": _("圖片檔是空的。")},
    )
    alt = forms.CharField(
        label=_("替代文字"),
        max_length=300,
        help_text=_("給看不到圖片的考生：寫出作答需要的內容，但不要透露答案。"),
        error_messages={"required": _("請填寫替代文字，看不到圖片的考生才能作答。")},
    )
    into = forms.CharField(max_length=40)

    def clean_image(self) -> Any:
        """The picture as it will be stored; kept as ``picture``."""
        sent = self.cleaned_data["image"]
        if sent.size > MAX_BYTES:
            raise ValidationError(_("圖片檔太大，請縮小到 2 MB 以內。"), code="image_too_big")
        try:
            [self.picture] = slots.collect("image_check", sent.read())
        except ValueError as error:
            text = getattr(error, "en" if get_language() == "en" else "zh", "")
            raise ValidationError(text or str(_("這個檔案不能當圖片使用。")), code="image_unusable") from error
        return sent

    def clean_alt(self) -> str:
        """One line without the signs that would end it."""
        return re.sub(r"[\[\]\s]+", " ", self.cleaned_data["alt"]).strip()

    def clean_into(self) -> str:
        """A text of the editor."""
        into: str = self.cleaned_data["into"]
        if not _INTO.fullmatch(into):
            raise ValidationError(_("請選擇放入哪個欄位。"), code="image_into")
        return into

    def written(self, data: Any) -> Any:
        """The form sent, with the image at the end of its field."""
        given = self.cleaned_data
        mark = f"![{given['alt']}](asset:{self.picture.sha256})"
        name = given["into"]
        before = str(data.get(name, "")).rstrip()
        changed = data.copy()
        between = "" if not before else " " if name.endswith("-text") and name != "stimulus_text" else "\n\n"
        changed[name] = f"{before}{between}{mark}"
        return changed
