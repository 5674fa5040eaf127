"""A file to import, and where its questions go."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from question_bank.formats.rules import registry
from question_bank.formats.rules.exchange import MAX_BYTES
from question_bank.formats.selectors import previews
from question_bank.formats.services.imports import AUTO
from question_bank.items.enums import ItemUse
from question_bank.items.selectors import labels, topics

_BY_FILE = ("", _("依檔案內容"))


class TargetForm(forms.Form):
    """Where questions without a topic or use of their own go."""

    topic = forms.ChoiceField(
        label=_("主題"), required=False, help_text=_("檔案中沒有寫明主題的題目放在這裡。題庫已有的題目留在原主題。")
    )
    use = forms.ChoiceField(label=_("用途"), initial=ItemUse.SECURE.value)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.topics = [_BY_FILE, *topics.topic_choices(topics.all_topics())]
        cast(forms.ChoiceField, self.fields["topic"]).choices = self.topics
        uses = [(use.value, labels.USES[use]) for use in ItemUse]
        cast(forms.ChoiceField, self.fields["use"]).choices = uses


class UploadForm(TargetForm):
    """The file itself."""

    file = forms.FileField(
        label=_("檔案"),
        help_text=_("20 MB、5,000 題以內。"),
        error_messages={"required": _("請選擇檔案。"), "empty": _("檔案是空的。")},
    )
    format = forms.ChoiceField(label=_("格式"), initial=AUTO)
    field_order = ("file", "format", "topic", "use")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offered = [(AUTO, _("自動判斷")), *((name, previews.FORMATS[name]) for name in registry.READABLE)]
        cast(forms.ChoiceField, self.fields["format"]).choices = offered

    def clean_file(self) -> Any:
        """A file of a size that can be a bank of questions."""
        sent = self.cleaned_data["file"]
        if sent.size > MAX_BYTES:
            raise ValidationError(_("檔案超過 20 MB，請分成幾個檔案。"), code="too_big")
        return sent


class RetargetForm(TargetForm):
    """The same for an upload, with a topic for each category that its file names."""

    def __init__(self, *args: Any, categories: list[str], chosen: dict[str, str] | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.names = {f"category-{place}": name for place, name in enumerate(categories)}
        for field, name in self.names.items():
            self.fields[field] = forms.ChoiceField(
                label=name, required=False, choices=self.topics, initial=(chosen or {}).get(name, "")
            )

    def category_fields(self) -> list[forms.BoundField]:
        """The topics by category."""
        return [self[field] for field in self.names]

    def chosen(self) -> dict[str, str]:
        """The topics chosen, by category."""
        return {name: self.cleaned_data[field] for field, name in self.names.items() if self.cleaned_data.get(field)}


class CommitForm(forms.Form):
    """Whether the faulty questions stay out."""

    leave_out = forms.BooleanField(required=False)


class ExportForm(forms.Form):
    """The format and which version of each item."""

    format = forms.ChoiceField(label=_("格式"))
    version = forms.ChoiceField(
        label=_("版本"),
        choices=[("newest", _("最新版本（含草稿）")), ("published", _("已核可的版本"))],
        initial="newest",
        required=False,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offered = [(name, "QTI 3.0" if name == "qti" else previews.FORMATS[name]) for name in registry.FORMATS]
        cast(forms.ChoiceField, self.fields["format"]).choices = offered

    def format_name(self) -> str:
        """The chosen format as the page calls it."""
        chosen: str = self.cleaned_data["format"]
        return "QTI 3.0" if chosen == "qti" else previews.FORMATS[chosen]
