"""Loading ``content/``: every file is read and checked first; one fault anywhere and nothing is written."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import Unit
from courses.catalogue.services import lessons
from courses.catalogue.services.lessons import Kept
from lms.core.errors import Refusal
from question_bank.formats.rules import content_yaml, lesson_md
from question_bank.formats.rules.lesson_md import LessonDraft
from question_bank.items.analysis import banks
from question_bank.items.rules import linting, pools
from question_bank.items.rules.drafts import ItemDraft
from question_bank.items.rules.faults import Fault, Place
from question_bank.items.services import bank
from question_bank.items.services.bank import Stored

ITEMS = "items.yaml"
LESSON = "lesson.md"
T = TypeVar("T")


class UnableToLoad(Refusal):
    """The content has faults; they are in the bundle."""

    code = "content_faults"


@dataclass
class Bundle:
    """Everything that was read. ``faults`` stop a load, ``warnings`` do not."""

    items: list[ItemDraft] = field(default_factory=list)
    lessons: list[LessonDraft] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class Loaded:
    """What a load did."""

    items: Stored
    lessons: Kept


def inspect(folder: Path) -> Bundle:
    """Read and check the folder against the format, the linting rules, the syllabus and the bank. Writes nothing."""
    bundle = Bundle()
    if not folder.is_dir():
        bundle.faults.append(_fault("no_folder", str(folder), "資料夾不存在。", "The folder does not exist."))
        return bundle
    for path in sorted(folder.rglob(ITEMS)):
        bundle.items += _read(bundle, path, folder, content_yaml.read_items) or []
    for path in sorted(folder.rglob(LESSON)):
        lesson = _read(bundle, path, folder, lesson_md.read_lesson)
        bundle.lessons += [lesson] if lesson else []
    if not bundle.items and not bundle.faults:
        bundle.faults.append(_fault("no_items", str(folder), "找不到任何 items.yaml。", "There is no items.yaml."))
    bundle.faults += [fault for draft in bundle.items for fault in (*_misplaced(draft), *linting.item_faults(draft))]
    bundle.faults += pools.faults(bundle.items) + banks.faults(bundle.items)
    bundle.faults += bank.conflicts(bundle.items) + _lesson_faults(bundle.lessons)
    bundle.warnings += banks.warnings(bundle.items)
    return bundle


def load(*, bundle: Bundle, actor: Any, now: dt.datetime) -> Loaded:
    """Write what differs, in one transaction. Raises :class:`UnableToLoad` when the bundle has faults."""
    if bundle.faults:
        raise UnableToLoad(_("內容檔案有錯誤，未載入任何資料。"))
    prepared = lessons.prepare(bundle.lessons)  # rendering stays outside the transaction
    with transaction.atomic():
        kept = lessons.keep(prepared=prepared, actor=actor, now=now)
        stored = bank.store(wanted=bundle.items, actor=actor, now=now)
    return Loaded(stored, kept)


def _read(bundle: Bundle, path: Path, folder: Path, reader: Callable[..., tuple[T, list[Fault]]]) -> T | None:
    name = path.relative_to(folder).as_posix()
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        bundle.faults.append(_fault("not_utf8", name, "檔案須以 UTF-8 儲存。", "Save the file as UTF-8."))
        return None
    found, faults = reader(text, file=name)
    bundle.faults += faults
    return found


def _misplaced(draft: ItemDraft) -> list[Fault]:
    """One folder per topic: an item of another topic was put into the wrong file."""
    folder = Path(draft.file).parent.name
    if draft.topic.rpartition("/")[2] == folder:
        return []
    text_zh = f"主題「{draft.topic}」不屬於資料夾 {folder}；請移到正確的資料夾。"
    text_en = f"The topic “{draft.topic}” does not belong to the folder {folder}; move the item."
    return [Fault("wrong_folder", draft.place("topic"), text_zh, text_en)]


def _lesson_faults(drafts: list[LessonDraft]) -> list[Fault]:
    titles = dict(Unit.objects.values_list("topic__code", "title_zh"))
    faults = []
    for draft in drafts:
        if draft.unit not in titles or draft.unit != Path(draft.file).parent.name:
            text_zh = f"單元「{draft.unit}」不存在或不屬於此資料夾。"
            text_en = f"The unit “{draft.unit}” does not exist or does not belong to this folder."
            faults.append(Fault("unknown_unit", draft.place("unit"), text_zh, text_en))
        elif draft.title_zh != titles[draft.unit]:
            text_zh = f"課名須與課綱相同：「{titles[draft.unit]}」。"
            text_en = f"The title must be that of the curriculum: “{titles[draft.unit]}”."
            faults.append(Fault("unit_title", draft.place("title_zh"), text_zh, text_en))
    return faults


def _fault(code: str, file: str, text_zh: str, text_en: str) -> Fault:
    return Fault(code, Place(file), text_zh, text_en)
