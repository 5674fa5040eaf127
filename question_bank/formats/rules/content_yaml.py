"""``items.yaml``: the reviewed items of a topic (format in ``content/README.md``)."""

from question_bank.formats.rules import content_bodies, yaml_lines
from question_bank.formats.rules.fields import Fields
from question_bank.formats.rules.yaml_lines import Entry, Unreadable
from question_bank.items.enums import ItemKind, ItemState, VersionEffect
from question_bank.items.rules.drafts import ItemDraft, StimulusDraft
from question_bank.items.rules.faults import Fault, Place

REQUIRED = (
    *("code", "topic", "use", "kind", "difficulty", "stem", "key"),
    *("explanation", "source", "valid_as_of"),
)
OPTIONAL = ("state", "stimulus", "part", "references", "review_by", "effect", "other_topics")


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
    kind = fields.text("kind")
    needed, allowed = content_bodies.FIELDS.get(kind, content_bodies.FIELDS[ItemKind.SINGLE])
    fields.known((*REQUIRED, *needed), (*OPTIONAL, *allowed))
    source = fields.mapping("source")
    shared = fields.mapping("stimulus")
    body, key = content_bodies.read(kind, fields)
    draft = ItemDraft(
        code=fields.text("code"),
        topic=fields.text("topic"),
        use=fields.text("use"),
        kind=kind,
        stem=fields.text("stem"),
        body=body,
        key=key,
        explanation=fields.text("explanation"),
        source_title=source.get("title", ""),
        source_url=source.get("url", ""),
        valid_as_of=fields.day("valid_as_of"),
        review_by=fields.day_or_none("review_by"),
        difficulty=fields.share("difficulty"),
        other_topics=tuple(fields.texts("other_topics")),
        references=tuple(fields.texts("references")),
        stimulus=StimulusDraft(shared.get("code", ""), shared.get("text", "")) if shared else None,
        part=fields.whole("part") if fields.has("part") else None,
        state=fields.text("state") or ItemState.APPROVED.value,
        effect=fields.text("effect") or VersionEffect.MEANING.value,
        file=file,
        line=entry.line,
        lines=entry.lines,
    )
    return draft, fields.faults
