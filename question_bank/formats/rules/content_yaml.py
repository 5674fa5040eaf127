"""``items.yaml``: the reviewed items of a topic (format in ``content/README.md``)."""

from question_bank.formats.rules import yaml_lines
from question_bank.formats.rules.fields import Fields
from question_bank.formats.rules.yaml_lines import Entry, Unreadable
from question_bank.items.rules.drafts import ItemDraft
from question_bank.items.rules.faults import Fault, Place

REQUIRED = (
    *("code", "topic", "use", "kind", "difficulty", "stem", "options", "key"),
    *("explanation", "source", "valid_as_of"),
)
OPTIONAL = ("state",)


def read_items(text: str, *, file: str) -> tuple[list[ItemDraft], list[Fault]]:
    """The items of a file and what is wrong with its form; an entry with a fault gives no item."""
    try:
        entries = yaml_lines.read_list(text)
    except Unreadable as error:
        return [], [Fault("unreadable", Place(file, error.line), error.text_zh, error.text_en)]
    drafts: list[ItemDraft] = []
    faults: list[Fault] = []
    for entry in entries:
        draft, wrong = _item(entry, file)
        faults += wrong
        drafts += [] if wrong else [draft]
    return drafts, faults


def _item(entry: Entry, file: str) -> tuple[ItemDraft, list[Fault]]:
    fields = Fields(entry, file, str(entry.values.get("code") or ""))
    fields.known(REQUIRED, OPTIONAL)
    source = fields.mapping("source")
    draft = ItemDraft(
        code=fields.text("code"),
        topic=fields.text("topic"),
        use=fields.text("use"),
        kind=fields.text("kind"),
        stem=fields.text("stem"),
        body={"options": [{"id": option_id, "text": text} for option_id, text in fields.mapping("options").items()]},
        key=[[fields.text("key")]],
        explanation=fields.text("explanation"),
        source_title=source.get("title", ""),
        source_url=source.get("url", ""),
        valid_as_of=fields.day("valid_as_of"),
        difficulty=fields.share("difficulty"),
        state=fields.text("state") or "approved",
        file=file,
        line=entry.line,
        lines=entry.lines,
    )
    return draft, fields.faults
