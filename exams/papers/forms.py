"""Forms of the blueprint pages; they validate and never save."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.forms.renderers import get_default_renderer
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from exams.papers.rules.layout_faults import Fault
from exams.papers.rules.layouts import ANY, Cell, Constraints, Layout
from exams.papers.selectors import words
from exams.papers.services import layouts as service
from exams.papers.services.assemblies import MOST_FORMS
from lms.core.templatetags.ui import localized
from question_bank.items.enums import Credit, ItemUse
from question_bank.syllabus.models import Subject, Topic

SPARE_ROWS = 3
MOST_ROWS = 80
CELL_FIELDS = ("section", "topic", "kind", "count", "group_size", "lowest", "highest")
_FAULT_FIELDS = {"difficulty": "lowest"}


class StartForm(forms.Form):
    """Which subject a new blueprint is for."""

    subject = forms.ChoiceField(label=_("考科"))

    def __init__(self, subjects: Iterable[tuple[str, Subject]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(key, f"{localized(one.level.certification, 'name')} {localized(one.level, 'name')}・{one.code} {localized(one, 'name')}") for key, one in subjects]  # fmt: skip
        self.fields["subject"].choices = choices  # type: ignore[attr-defined]


class BlueprintForm(forms.Form):
    """A blueprint apart from its cells."""

    name = forms.CharField(label=_("藍圖名稱"), max_length=service.NAME_LENGTH, strip=True)
    pool = forms.ChoiceField(label=_("題庫用途"), choices=list(words.POOLS.items()))
    credit = forms.ChoiceField(
        label=_("給分方式"),
        choices=list(words.CREDITS.items()),
        help_text=_("多個答案只答對一部分時如何給分；試卷組成後不再改變。"),
    )
    exposure_cap = forms.IntegerField(
        label=_("曝光上限（卷）"),
        required=False,
        help_text=_("一題最多用於幾份試卷，包含這次。留空表示不限。"),
    )
    overlap_limit = forms.IntegerField(
        label=_("兩卷最多重複（題）"), initial=0, help_text=_("平行試卷之間，任兩卷可共用幾題。")
    )
    difficulty_target = forms.DecimalField(
        label=_("目標平均難度"),
        required=False,
        decimal_places=2,
        help_text=_("預期答對比例，0 至 1。留空表示只求各卷相同。"),
    )
    tolerance = forms.DecimalField(
        label=_("難度容許差"), initial="0.02", decimal_places=3, help_text=_("各卷平均難度最多相差多少。")
    )
    exclude_flagged = forms.BooleanField(label=_("不使用有待處理標記的題目"), required=False, initial=True)

    def constraints(self) -> Constraints:
        """The constraints as a value."""
        given = self.cleaned_data
        target = given["difficulty_target"]
        return Constraints(
            exposure_cap=given["exposure_cap"],
            overlap_limit=given["overlap_limit"],
            difficulty_target=None if target is None else float(target),
            tolerance=float(given["tolerance"]),
            exclude_flagged=given["exclude_flagged"],
        )

    def arguments(self, cells: "CellRows") -> dict[str, Any]:
        """What the service takes besides subject, actor and instant."""
        return {
            "name": self.cleaned_data["name"],
            "pool": ItemUse(self.cleaned_data["pool"]),
            "credit": Credit(self.cleaned_data["credit"]),
            "layout": Layout(tuple(cells.cells()), self.constraints()),
        }


class CellForm(forms.Form):
    """One cell."""

    section = forms.ChoiceField(label=_("大題"), choices=list(words.SECTIONS.items()))
    topic = forms.ChoiceField(label=_("主題"), required=False)
    kind = forms.ChoiceField(label=_("題型"), choices=list(words.CELL_KINDS.items()), required=False)
    count = forms.IntegerField(label=_("題數或組數"), required=False)
    group_size = forms.IntegerField(label=_("每組小題"), required=False)
    lowest = forms.DecimalField(label=_("難度下限"), required=False, decimal_places=2)
    highest = forms.DecimalField(label=_("難度上限"), required=False, decimal_places=2)

    def cell(self) -> Cell | None:
        """The cell; None for a row left without a count."""
        given = self.cleaned_data
        if given.get("count") is None:
            return None
        low, high = given["lowest"], given["highest"]
        return Cell(
            section=given["section"],
            topic=given["topic"],
            kind=given["kind"],
            count=given["count"],
            lowest=None if low is None else float(low),
            highest=None if high is None else float(high),
            group_size=given["group_size"] or 0,
        )


class CellRows(forms.BaseFormSet):  # type: ignore[type-arg]
    """The table of cells. A row without a count, or marked to be deleted, is no cell."""

    form = CellForm
    extra, min_num, max_num, absolute_max = SPARE_ROWS, 0, MOST_ROWS, MOST_ROWS
    can_order, can_delete, can_delete_extra = False, True, True
    validate_min, validate_max, edit_only = False, False, False
    renderer = get_default_renderer()

    def __init__(self, data: Any = None, *, topics: Sequence[Topic], initial: Any = None) -> None:
        self.topics = topics
        super().__init__(data, initial=initial, prefix="cells")

    def add_fields(self, form: Any, index: int | None) -> None:
        """Each field of the table says which row it belongs to; the column's title is not read with it."""
        super().add_fields(form, index)
        form.fields["topic"].choices = topic_choices(self.topics, form.initial.get("topic", ANY))
        number = (index or 0) + 1
        for field in form.fields.values():
            field.widget.attrs["aria-label"] = _now("第 %(number)s 格：%(field)s") % {
                "number": number,
                "field": field.label,
            }
        for name in ("count", "group_size"):
            form.fields[name].widget.attrs["inputmode"] = "numeric"

    def rows(self) -> list[CellForm]:
        """The rows that hold a cell."""
        left = [form for form in self.forms if form not in self.deleted_forms]
        return [form for form in left if form.has_changed() and form.cell() is not None]

    def cells(self) -> list[Cell]:
        """The cells in the order of the table."""
        return [cell for form in self.rows() if (cell := form.cell()) is not None]

    def show(self, faults: Iterable[Fault], form: BlueprintForm) -> None:
        """Put every fault where it belongs."""
        rows = self.rows()
        for fault in faults:
            text = service.text_of(fault)
            if fault.row:
                rows[fault.row - 1].add_error(_FAULT_FIELDS.get(fault.field, fault.field), text)
            else:
                form.add_error(fault.field if fault.field in form.fields else None, text)


def topic_choices(topics: Sequence[Topic], present: str) -> list[tuple[str, str]]:
    """Any topic, every branch (``L211*``) and every topic; ``present`` too, whatever it is."""
    codes = [topic.code for topic in topics]
    branches = [code for code in codes if any(other != code and other.startswith(code) for other in codes)]
    named = {topic.code: localized(topic, "title") for topic in topics}
    choices = [
        (ANY, _now("任一主題")),
        *((f"{code}*", _now("%(code)s 全部：%(title)s") % {"code": code, "title": named[code]}) for code in branches),
        *((code, f"{code} {named[code]}") for code in codes),
    ]
    return choices if present in dict(choices) else [*choices, (present, present)]


def initial_cells(cells: Iterable[Cell]) -> list[dict[str, Any]]:
    """Cells as the table begins with them."""
    return [{name: getattr(cell, name) or ("" if name == "topic" else None) for name in CELL_FIELDS} | {"kind": cell.kind} for cell in cells]  # fmt: skip


def typed_cells(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows as they were typed, for a table with more rows."""
    total = data.get("cells-TOTAL_FORMS", "0")
    count = min(int(total), MOST_ROWS) if str(total).isdigit() else 0
    typed = [{name: data.get(f"cells-{row}-{name}", "") for name in CELL_FIELDS} for row in range(count)]
    kept = [row for number, row in enumerate(typed) if f"cells-{number}-DELETE" not in data]
    return [row for row in kept if any(row[name] for name in ("count", "group_size", "lowest", "highest", "topic"))]


class AssembleForm(forms.Form):
    """How many parallel forms, by which seed."""

    forms_wanted = forms.IntegerField(
        label=_("平行試卷數"), min_value=1, max_value=MOST_FORMS, initial=3, help_text=_("一次組幾份。")
    )
    seed = forms.IntegerField(
        label=_("種子"),
        min_value=0,
        max_value=2**53,
        help_text=_("同一題庫、同一種子得到相同的試卷；換一個數字得到另一組。"),
    )


class KeepForm(forms.Form):
    """The code of the forms to be kept."""

    code = forms.CharField(
        label=_("試卷代碼"),
        max_length=36,
        strip=True,
        validators=[RegexValidator(r"\A[A-Za-z0-9][A-Za-z0-9-]*\Z", _("代碼只能用英文字母、數字與連字號，請修正。"))],
        help_text=_("例如 115-3-L21，各卷依序為 115-3-L21-1、115-3-L21-2。"),
    )
