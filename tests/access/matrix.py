"""Who gets what at every address: one row per route and method, one expected answer per kind of visitor.

``@name`` stands for an object of the world (``World.ids``). A number is an HTTP status; ``LOGIN`` is the way to the
sign-in page. 403 says "not your role", 404 says "no such thing as far as you may know".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.access.world import ACTORS, BEGINNER

LOGIN = "login"
ALL = ACTORS
SIGNED = ACTORS[1:]
LEARNERS = ("candidate", "other")
STAFF = tuple(actor for actor in SIGNED if actor not in LEARNERS)
COORDINATORS = ("coordinator", "stranger")
BOOKKEEPERS = (*COORDINATORS, "officer")
BANK_STAFF = ("officer", "writer", "reviewer")
JUDGES = ("officer", "reviewer")
WRITERS = ("officer", "writer")
#: Between them they see every page with everything on it.
READERS = ("anonymous", "candidate", "coordinator", "officer")
Answer = int | str


@dataclass(frozen=True)
class Row:
    """A route with one method; ``expected`` has an answer for every actor."""

    name: str
    method: str
    args: tuple[str, ...]
    expected: Mapping[str, Answer]
    data: Mapping[str, Any] = field(default_factory=dict)
    as_json: bool = False

    def __str__(self) -> str:
        return f"{self.method} {self.name}{list(self.args) or ''}"


def row(
    name: str,
    *args: str,
    to: Iterable[str] = ALL,
    ok: Answer = 200,
    others: Answer = 403,
    anonymous: Answer = LOGIN,
    method: str = "GET",
    data: Mapping[str, Any] | None = None,
    as_json: bool = False,
    **differing: Answer,
) -> Row:
    """``to`` get ``ok``, the other signed-in people ``others``; single actors that differ are named."""
    expected = {actor: ok if actor in to else others for actor in ACTORS}
    if "anonymous" not in to:
        expected["anonymous"] = anonymous
    return Row(name, method, args, expected | differing, data or {}, as_json)


def post(name: str, *args: str, ok: Answer = 302, **more: Any) -> Row:
    """A row of a form that is sent."""
    return row(name, *args, ok=ok, method="POST", **more)


def own(name: str, *args: str, **more: Any) -> Row:
    """A thing of the candidate's: for everybody else it does not exist."""
    return row(name, *args, **{"to": ("candidate",), "others": 404} | more)


PASSWORDS = {"password1": "another-test-2258", "password2": "another-test-2258"}
ROOM = {"sitting": "@sitting", "attempt": "@attempt"}
ROOM_STAFF = ("on_duty", "officer")

PORTAL = [
    row("portal:home"),
    row("portal:start", to=SIGNED, ok=302),
    row("portal:dashboard", to=SIGNED),
    row("portal:desk", to=STAFF),
    row("portal:profile", to=SIGNED),
    post("portal:profile", to=SIGNED, data={"name": "王測", "birth_date": "2000-01-01", "language": "zh-hant"}),
    row("portal:news"),
    row("portal:news_item", "@news"),
    row("portal:about"),
    row("portal:contact"),
    row("portal:privacy"),
    row("portal:accessibility"),
    post("portal:set_language", data={"language": "en", "next": "/news/"}),
    row("portal:gallery"),
    row("portal:livez"),
    row("portal:readyz"),
]

ACCOUNTS = [
    row("account_login", ok=302, anonymous=200, to=SIGNED),
    post("account_login", to=SIGNED, anonymous=200, data={"login": "nobody@test.example", "password": "x"}),
    row("account_signup", ok=302, anonymous=200, to=SIGNED),
    post("account_signup", to=SIGNED, anonymous=302, data={"email": "new@test.example"} | PASSWORDS),
    row("account_logout", to=SIGNED, anonymous=302),
    post("account_logout", to=SIGNED, anonymous=302),
    row("account_inactive"),
    row("account_reauthenticate", to=SIGNED),
    post("account_reauthenticate", to=SIGNED, ok=200, data={"password": "wrong"}),
    row("account_email", to=SIGNED),
    post("account_email", to=SIGNED, data={"action_add": "", "email": "second@test.example"}),
    row("account_email_verification_sent", ok=302),
    post("account_email_verification_sent", data={"code": "ABCD-EFGH"}),
    row("account_change_password", to=SIGNED),
    post("account_change_password", to=SIGNED, ok=200, data={"oldpassword": "wrong"} | PASSWORDS),
    row("account_set_password", to=SIGNED, ok=302),
    post("account_set_password", to=SIGNED, data=PASSWORDS),
    row("account_reset_password"),
    post("account_reset_password", data={"email": "nobody@test.example"}),
    row("account_reset_password_done"),
    row("account_reset_password_from_key", "abc", "set-password"),
    post("account_reset_password_from_key", "abc", "set-password", ok=200, data=PASSWORDS),
    row("account_reset_password_from_key_done"),
    row("account_request_login_code", ok=302, anonymous=200, to=SIGNED),
    post("account_request_login_code", to=SIGNED, anonymous=302, data={"email": "nobody@test.example"}),
    row("account_confirm_login_code", ok=302, anonymous=302, to=SIGNED),
    post("account_confirm_login_code", to=SIGNED, anonymous=302, data={"code": "ABCDEF"}),
]

NOTICES = [
    row("notices:inbox", to=SIGNED),
    post("notices:read_all", to=SIGNED),
    row("notices:mailbox"),
    row("notices:mailbox_attachment", "no-such-file", "0", "0", ok=404),
    row("notices:failed", to=("officer", "administrator")),
    post("notices:retry", "@failed_notice", to=("officer", "administrator")),
]

COURSES = [
    row("catalogue:programmes"),
    row("catalogue:programme", "green"),
    row("classes:list"),
    row("classes:download", "xlsx"),
    row("classes:detail", "@class"),
    row("classes:mine", to=SIGNED),
    row("classes:enrol", "@coming_class", to=SIGNED),
    post("classes:enrol", "@coming_class", to=SIGNED, data={"confirmed": "on"}),
    own("classes:withdraw", "@class"),
    own("classes:withdraw", "@class", ok=302, method="POST"),
    row("classes:school", to=COORDINATORS),
    row("classes:roster", "@class", to=("coordinator",), stranger=404),
    post("classes:complete", "@class", to=("coordinator",), stranger=404),
    post("classes:export", "@class", "xlsx", to=("coordinator",), ok=200, stranger=404),
    row("learning:overview", to=SIGNED),
    row("learning:lesson", "@sample_lesson"),
    row("learning:lesson", "@lesson", to=SIGNED),
    post("learning:mark", "@lesson", to=SIGNED, data={"done": "1"}),
    row("tuition:discounts", to=SIGNED),
    post("tuition:discounts", to=SIGNED, data={"identities": ["student"]}),
    own("tuition:request", "@enrolment", ok=302, method="POST"),
    row("tuition:claims", to=COORDINATORS),
    post("tuition:decide", "@claim", to=("coordinator",), stranger=404, data={"decision": "accept"}),
    post("classes:reopen", "@seat", to=("coordinator",), stranger=404),
    row("tuition:money", to=SIGNED),
    row("tuition:ledger", to=BOOKKEEPERS),
    row("tuition:ledger_account", "@seat_account", to=("coordinator",), stranger=404, officer=404),
    row("tuition:ledger_account", "@fee_account", to=("officer",), coordinator=404, stranger=404),
    post("tuition:ledger_account", "@seat_account", to=("coordinator",), ok=422, stranger=404, officer=404),
    post("tuition:ledger_account", "@fee_account", to=("officer",), ok=422, coordinator=404, stranger=404),
    post("tuition:ledger_reverse", "@charge", to=("coordinator",), stranger=404, officer=404, data={"note": "誤"}),
    post("tuition:ledger_export", "xlsx", to=BOOKKEEPERS, ok=200),
]

EXAMS = [
    row("sittings:mine", to=SIGNED),
    own("sittings:admission_notice", "@registration"),
    row("delivery:paper", "@mock_form", to=("officer",)),
    row("delivery:door", to=("on_duty", "officer")),
    row("delivery:door_code", "@door_code", to=("on_duty", "officer"), others=404),
    post("delivery:door_code", "@door_code", to=("on_duty", "officer"), others=404, data={"identity": "matched"}),
    row("delivery:rooms", to=("on_duty", "officer")),
    row("delivery:room", "@room", to=("on_duty", "officer"), others=404),
    row("delivery:room_table", "@room", to=("on_duty", "officer"), others=404),
    *(
        post(f"delivery:room_{act}", "@room", to=("on_duty", "officer"), others=404, data=ROOM | more)
        for act, more in (
            ("admit", {}),
            ("extend", {"extend-minutes": "5", "extend-reason": "technical"}),
            ("end", {"end-reason": "technical"}),
            ("reopen", {"reopen-minutes": "0", "reopen-reason": "technical"}),
            ("pause", {"pause-reason": "technical"}),
            ("resume", {}),
            ("delay", {"delay-minutes": "5", "delay-reason": "technical"}),
            ("message", {"message-text": "請看前方"}),
        )
    ),
    row("delivery:seat", "@room", "@attempt", to=ROOM_STAFF, others=404),
    post("delivery:seat_incident", "@room", "@attempt", to=ROOM_STAFF, ok=422, others=404),
    post("delivery:seat_objection", "@room", "@attempt", to=ROOM_STAFF, ok=422, others=404),
    post("delivery:room_answer", "@room", "@call", to=ROOM_STAFF, others=404),
    post("delivery:decide_order", "@order", to=ROOM_STAFF, others=404, data={"decision": "decline"}),
    row("delivery:briefing", "@room", to=ROOM_STAFF, others=404),
    row("delivery:room_report", "@room", to=ROOM_STAFF, others=404),
    post("delivery:room_report", "@room", to=("officer",), ok=422, others=404, on_duty=403),
    row("delivery:report_draft", "@room", to=ROOM_STAFF, others=404),
    row("delivery:report", "@report", to=ROOM_STAFF, others=404),
    row("delivery:signature", "@incident", to=("officer",), others=404),
    row("delivery:my_duties", to=SIGNED),
    row("delivery:duty_entry", "@room", to=("on_duty",), others=404),
    row("delivery:duties", "@live_round", to=("officer",)),
    post("delivery:duties", "@live_round", to=("officer",), ok=422),
    post("delivery:relieve", "@room", "@invigilator", to=("officer",)),
    row("delivery:round_live", "@live_round", to=("officer",)),
    post("delivery:round_message", "@live_round", to=("officer",), data={"message-text": "請看前方"}),
    post("delivery:round_time", "@live_round", to=("officer",), ok=422),
    row("delivery:room_answer_file", "@room", to=("on_duty", "officer"), others=404),
    post("delivery:room_answer_file", "@room", to=("on_duty", "officer"), ok=200, others=404),
    own("delivery:lobby", "@attempt"),
    own("delivery:answer_file", "@attempt", anonymous=404),
    own("delivery:answer_file", "@attempt", anonymous=404, method="POST"),
    own("delivery:screen", "@attempt", anonymous=404),
    row("practice:index"),
    post("practice:start", BEGINNER),
    own("practice:result", "@mock", anonymous=404),
    own("practice:claim", "@mock", ok=302, method="POST"),
]

OFFICER = ("officer",)
DUTY = ("on_duty", "officer")
PAPER_ROOM = ("@paper_room", "@paper_sitting")
ON_PAPER = [
    row("delivery:paper_rooms", to=DUTY),
    row("delivery:paper_roll", *PAPER_ROOM, to=DUTY, others=404),
    post("delivery:paper_tap", *PAPER_ROOM, "@place", to=DUTY, others=404, data={"state": "left", "seen": "present"}),
    row("delivery:paper_count", *PAPER_ROOM, to=DUTY, others=404),
    post("delivery:paper_count", *PAPER_ROOM, to=DUTY, others=404, ok=422),
    post("delivery:paper_collect", *PAPER_ROOM, to=DUTY, others=404),
    row("delivery:paper_sheets", *PAPER_ROOM, to=DUTY, others=404),
    post("delivery:paper_spares", *PAPER_ROOM, to=OFFICER),
    row("delivery:paper_print", *PAPER_ROOM, "labels", to=DUTY, others=404),
    row("delivery:paper_sheet", "@sheet", to=DUTY, others=404),
    post("delivery:paper_sheet", "@sheet", to=DUTY, others=404, ok=422),
    row("delivery:paper_settle", "@sheet", to=OFFICER),
    post("delivery:paper_settle", "@sheet", to=OFFICER, ok=200),
    post("delivery:paper_spoil", "@sheet", to=DUTY, others=404),
    post("delivery:paper_give_up", "@sheet", to=OFFICER),
    row("delivery:paper_scan", "@paper_sitting", to=OFFICER),
    post("delivery:paper_scan", "@paper_sitting", to=OFFICER, ok=422),
    row("delivery:paper_scan_template", "@paper_sitting", to=OFFICER),
]
OFFICE = [
    row("sittings:office_rounds", to=OFFICER),
    row("sittings:office_round_new", to=OFFICER),
    post("sittings:office_round_new", to=OFFICER, ok=422),
    row("sittings:office_round", "@open_round", to=OFFICER),
    row("sittings:office_round_edit", "@open_round", to=OFFICER),
    post("sittings:office_round_edit", "@open_round", to=OFFICER, ok=422),
    row("sittings:office_sitting_new", "@open_round", to=OFFICER, ok=302),
    post("sittings:office_sitting_new", "@open_round", to=OFFICER),
    post("sittings:office_assign", "@open_round", to=OFFICER),
    row("sittings:office_sitting_edit", "@open_sitting", to=OFFICER),
    post("sittings:office_sitting_edit", "@open_sitting", to=OFFICER, ok=422),
    post("sittings:office_sitting_remove", "@open_sitting", to=OFFICER),
    row("sittings:office_room_new", "@open_round", to=OFFICER),
    post("sittings:office_room_new", "@open_round", to=OFFICER, ok=422),
    row("sittings:office_plan", "@hall", to=OFFICER),
    row("sittings:office_room_edit", "@hall", to=OFFICER),
    post("sittings:office_room_edit", "@hall", to=OFFICER, ok=422),
    post("sittings:office_room_remove", "@hall", to=OFFICER),
    post("sittings:office_move", "@hall", to=OFFICER),
    own("sittings:accommodation", "@open_round"),
    own("sittings:accommodation", "@open_round", method="POST"),
    own("sittings:accommodation_complete", "@request", ok=302, method="POST"),
    own("sittings:accommodation_withdraw", "@request", ok=302, method="POST"),
    own("sittings:accommodation_document", "@document", officer=200),
    row("sittings:office_accommodations", to=OFFICER),
    row("sittings:office_accommodation", "@request", to=OFFICER),
    *(
        post(f"sittings:office_accommodation_{act}", "@request", to=OFFICER, data={"note": "說明"})
        for act in ("ask", "grant", "refuse")
    ),
    row("sittings:office_areas", to=OFFICER),
    row("sittings:office_area_new", to=OFFICER),
    post("sittings:office_area_new", to=OFFICER, ok=422),
    row("sittings:office_area_edit", "@area", to=OFFICER),
    post("sittings:office_area_edit", "@area", to=OFFICER, ok=422),
]

ROUNDS = [
    row("delivery:seal", "@live_round", to=("officer",)),
    post("delivery:seal_now", "@live_round", to=("officer",)),
    row("delivery:late", "@live_round", to=("officer",)),
    post("delivery:decide_late", "@attempt", to=("officer",), data={"decision": "accept"}),
    row("delivery:suspensions", "@live_round", to=("officer",)),
    post("delivery:suspensions", "@live_round", to=("officer",), ok=422),
    post("delivery:lift", "@suspension", to=("officer",)),
    row("delivery:rehearsals", "@live_round", to=("officer",)),
    post("delivery:rehearsals", "@live_round", to=("officer",), ok=422),
    post("delivery:move_on", "@live_round", to=("officer",), data={"minutes": "5"}),
    row("delivery:packs", "@live_round", to=("officer",)),
    post("delivery:make_packs", "@live_round", to=("officer",)),
    row("delivery:pack", "@pack", to=("on_duty", "officer"), others=404),
    post("delivery:open_pack", "@pack", to=("on_duty", "officer"), ok=409, others=404),
    row("delivery:disruptions", "@live_round", to=("officer",)),
    row("delivery:propose_disruption", "@live_round", to=("officer",), ok=422),
    post("delivery:propose_disruption", "@live_round", to=("officer",), ok=422),
    post("delivery:confirm_disruption", "@disruption", to=("officer",)),
    post("delivery:withdraw_disruption", "@disruption", to=("officer",)),
]
TRANSFER = {"code": "00000000000000", "amount": "900", "reference": "T1"}
REGISTRATION = [
    row("sittings:register"),
    row("sittings:register_identity", "@offer", to=SIGNED),
    post("sittings:register_identity", "@offer", to=SIGNED, ok=422),
    row("sittings:register_papers", "@offer", to=SIGNED, ok=302, candidate=200),
    post("sittings:register_papers", "@offer", to=SIGNED, ok=302, candidate=422),
    own("sittings:register_done", "@offer"),
    row("sittings:register_preview", "@offer", to=(*LEARNERS, "on_duty"), others=404),
    own("sittings:withdraw", "@pending"),
    own("sittings:withdraw", "@pending", ok=302, method="POST"),
    row("sittings:groups", to=SIGNED),
    row("sittings:group_open", "@offer", to=SIGNED),
    post("sittings:group_open", "@offer", to=SIGNED, ok=422),
    own("sittings:group", "@unit"),
    own("sittings:group_close", "@unit", ok=302, method="POST"),
    row("sittings:office_registrations", to=("officer",)),
    row("sittings:office_bank_file", to=("officer",)),
    post("sittings:office_bank_file", to=("officer",), ok=422),
    row("sittings:office_roster", "@offer", to=("officer",)),
    post("sittings:office_roster", "@offer", to=("officer",), ok=200),
    post("sittings:office_confirm", "@offer", to=("officer",), data=TRANSFER),
    post("sittings:office_cancel", "@pending", to=("officer",), data={"reason": "own_wish"}),
    post("sittings:office_roster_export", "@offer", "excel", to=("officer",), ok=200),
]

RESULTS = [
    row("outcomes:results", to=SIGNED),
    own("outcomes:score_notice", "@score_notice"),
    row("outcomes:retakes", to=SIGNED),
    post("outcomes:apply_retake", to=("other",), others=404, data={"round": "@coming_round"}),
    row("outcomes:retake_queue", to=COORDINATORS),
    post("outcomes:decide_retake", "@retake", to=("coordinator",), stranger=404, data={"decision": "accept"}),
    row("outcomes:releases", to=("officer",)),
    post("outcomes:close_entry", "@live_round", to=("officer",)),
    post("outcomes:prepare_release", "@round", to=("officer",)),
    row("outcomes:release", "@release", to=("officer",)),
    row("outcomes:release_progress", "@release", to=("officer",)),
    post("outcomes:approve_release", "@release", to=("officer",)),
    post("outcomes:resume_release", "@release", to=("officer",)),
    row("certificates:mine", to=SIGNED),
    own("certificates:pdf", "@certificate"),
    row("certificates:verify"),
    post("certificates:verify", data={"number": "@number", "code": "@code"}),
    row("certificates:verify_code", "@number", "@code"),
    row("certificates:issued", to=("officer",)),
    row("certificates:decide", "@number", to=("officer",)),
    post("certificates:decide", "@number", to=("officer",), data={"state": "revoked", "reason": "A-1"}),
    row("statistics:index"),
    row("statistics:round", "@round"),
    row("statistics:download", "@statistics_run", "table.xlsx"),
    row("statistics:admin", to=("officer", "administrator", "auditor")),
]

BANK = [
    row("items:list", to=BANK_STAFF),
    row("items:new", to=WRITERS),
    post("items:new", to=WRITERS, ok=200),
    row("items:item", "@review_item", to=BANK_STAFF),
    row("items:item", "@free_item", to=WRITERS, reviewer=404),
    row("items:edit", "@review_item", to=WRITERS),
    post("items:edit", "@review_item", to=WRITERS, ok=200),
    post("items:edit", "@free_item", to=WRITERS, ok=200, reviewer=403),
    row("items:versions", "@free_item", to=WRITERS, reviewer=404),
    post("items:report", "@review_item", to=BANK_STAFF, data={"note": "意見"}),
    post("items:report", "@free_item", to=WRITERS, reviewer=404, data={"note": "意見"}),
    post("items:clear_flag", "@review_item", "@flag", to=WRITERS, data={"note": "意見"}),
    post("items:relate", "@review_item", to=WRITERS, data={"kind": "enemy", "other": "x"}),
    post("items:separate", "@review_item", "@relation", to=WRITERS),
    row("items:stimulus", "@stimulus", to=WRITERS),
    post("items:stimulus", "@stimulus", to=WRITERS, ok=200),
    row("items:references", to=BANK_STAFF),
    row("items:new_reference", to=WRITERS),
    post("items:new_reference", to=WRITERS, ok=200),
    row("items:reference", "@reference", to=BANK_STAFF),
    row("items:edit_reference", "@reference", to=WRITERS),
    post("items:edit_reference", "@reference", to=WRITERS, data={"title_zh": "法"}),
    row("items:reference_changed", "@reference", to=("officer",)),
    post("items:reference_changed", "@reference", to=("officer",), ok=200),
    row("items:lint", to=BANK_STAFF),
    post("items:lint", to=BANK_STAFF, data={"subject": "", "use": "practice"}),
    row("items:inspection", "@inspection", to=WRITERS, reviewer=404),
    row("items:inspection_progress", "@inspection", to=WRITERS, reviewer=404),
]

EXCHANGE = [
    row("formats:import", to=WRITERS),
    post("formats:import", to=WRITERS, ok=422),
    row("formats:template", "xlsx", to=WRITERS),
    *(row(f"formats:{name}", "@upload", to=("writer",), officer=404) for name in ("batch", "progress")),
    post("formats:retarget", "@upload", to=("writer",), officer=404, data={"topic": "", "use": "practice"}),
    post("formats:commit", "@upload", to=("writer",), officer=404),
    post("formats:discard", "@upload", to=("writer",), officer=404),
    row("formats:export", to=BANK_STAFF),
    post(
        "formats:download",
        to=BANK_STAFF,
        ok=200,
        data={"format": "csv", "version": "newest", "query": "state=submitted"},
    ),
]

PAPERS = [
    row("papers:blueprints", to=("officer",)),
    row("papers:new", to=("officer",), ok=302),
    post("papers:new", to=("officer",)),
    row("papers:blueprint", "@blueprint", to=("officer",)),
    row("papers:edit", "@blueprint", to=("officer",)),
    post("papers:edit", "@blueprint", to=("officer",), ok=422),
    post("papers:copy", "@blueprint", to=("officer",)),
    post("papers:assemble", "@blueprint", to=("officer",), data={"forms_wanted": "1", "seed": "2"}),
    row("papers:assembly", "@assembly", to=("officer",)),
    row("papers:assembly_progress", "@assembly", to=("officer",)),
    post("papers:keep", "@assembly", to=("officer",), data={"code": "access"}),
    post("papers:discard", "@assembly", to=("officer",)),
]

SEEN = {"version": "1"}
REVIEW = [
    row("review:queue", to=BANK_STAFF),
    row("review:item", "@review_item", to=BANK_STAFF),
    row("review:item", "@free_item", to=WRITERS, reviewer=404),
    post("review:claim", "@free_item", to=JUDGES),
    post("review:assign", "@review_item", to=("officer",)),
    post("review:release", "@assignment", to=JUDGES),
    post("review:comment", "@review_item", to=BANK_STAFF, data=SEEN | {"field": "stem", "text": "意見"}),
    post("review:comment", "@free_item", to=WRITERS, reviewer=404, data=SEEN | {"field": "stem", "text": "意見"}),
    post("review:resolve", "@review_item", "@comment", to=BANK_STAFF),
    post("review:submit", "@review_item", to=WRITERS, data=SEEN),
    post("review:withdraw", "@review_item", to=WRITERS, data=SEEN),
    post("review:return", "@review_item", to=JUDGES, data=SEEN | {"note": "意見"}),
    post("review:review", "@review_item", to=JUDGES, data=SEEN),
    post("review:review", "@free_item", to=("officer",), reviewer=404, data=SEEN),
    post("review:approve", "@review_item", to=JUDGES, data=SEEN),
    post("review:approve", "@free_item", to=("officer",), reviewer=404, data=SEEN),
    post("review:retire", "@review_item", to=("officer",), data=SEEN | {"note": "理由"}),
    post("review:revive", "@review_item", to=("officer",), data=SEEN),
    row("review:access", "@review_item", to=("officer",)),
    post("review:name", "@review_item", to=("officer",)),
    post("review:end", "@review_item", "@named", to=("officer",)),
]

ROWS = [
    *PORTAL,
    *REGISTRATION,
    *ACCOUNTS,
    *NOTICES,
    *COURSES,
    *EXAMS,
    *ROUNDS,
    *OFFICE,
    *ON_PAPER,
    *RESULTS,
    *BANK,
    *EXCHANGE,
    *PAPERS,
    *REVIEW,
]
