"""One world with one object of every kind, and the kinds of visitors who try to reach them.

The candidate passed the green-collar test of round 115-2 (score notice, certificate, discount claim) and sits a
beginner paper now; the other candidate failed that test and applied for a retake. Names, items and notes carry canaries
that must never show up where they do not belong.
"""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

from allauth.account.models import EmailAddress

from courses.catalogue.models import Lesson, Unit
from courses.classes.models import Enrolment
from courses.classes.services import enrolments
from courses.tuition.models import LedgerEntry, TestPass
from courses.tuition.rules.enums import Identity
from courses.tuition.services import claims, declarations
from exams.certificates.models import Certificate
from exams.delivery.enums import DisruptionMeasure, OrderKind, SignatureState, StaffReason
from exams.delivery.models import HelpCall
from exams.delivery.selectors import door
from exams.delivery.services import actions, disruptions, incidents, orders, reports, room_packs, suspensions
from exams.delivery.services.disruptions import Window
from exams.outcomes.models import Release, ScoreNotice
from exams.outcomes.selectors import retakes as retake_reads
from exams.outcomes.services import retakes
from exams.papers.rules.layouts import Cell, Layout
from exams.sittings.enums import EvidenceKind, Need
from exams.sittings.services import accommodations, duties, rooms
from exams.sittings.services.evidence import Document
from exams.statistics.models import StatisticsRun
from lms.accounts.models import Person, User
from lms.notices.enums import NoticeState
from lms.notices.models import Notice
from lms.organizations.enums import Role
from lms.portal.models import NewsItem
from question_bank.formats.services import batches
from question_bank.items.enums import AccessPurpose, RelationKind
from question_bank.items.models import Item
from question_bank.items.rules.drafts import StimulusDraft
from question_bank.items.services import access, bank, flags, inspections, relations
from question_bank.review.services import assignments, comments, decisions
from question_bank.syllabus.models import Reference, Subject
from tests.support import cast, classes, drawings, exams, items, mocks, on_paper, papers, registering, released
from tests.support.classes_done import completed

ACTORS = (
    "anonymous",
    "candidate",
    "other",
    "coordinator",
    "stranger",
    "on_duty",
    "off_duty",
    "officer",
    "administrator",
    "auditor",
    "writer",
    "reviewer",
)
PIICANARY = "PIICANARY測試"
BEGINNER = "ipas-nz-beginner"
COMING = dt.datetime(2027, 3, 13, 1, tzinfo=dt.UTC)
NOW = exams.OPENS_AT + dt.timedelta(hours=6)
"""The instant of the sweep: the green test is released, the beginner paper is open."""


@dataclass
class World:
    """Everything the rows of the matrix name."""

    cast: cast.Cast
    users: dict[str, User]
    ids: dict[str, Any] = field(default_factory=dict)
    live: exams.World = field(init=False)
    release: Release = field(init=False)

    @classmethod
    def make(cls) -> "World":
        """Build it all through the services."""
        people = cast.Cast.make()
        world = cls(people, _users(people))
        for one in (people.candidate, people.other_candidate):
            one.name = f"{PIICANARY}{one.pk}"
            one.save(update_fields=["name"])
        world._write_items()
        world._upload()
        world._learn()
        world._sit_and_release()
        world._claim_and_apply()
        world._open_paper()
        world._sit_on_paper()
        world._watch()
        world._take_registrations()
        world._prepare_round()
        world._decide_about_the_round()
        world._the_rest()
        world._assemble()
        return world

    def _learn(self) -> None:
        regional = classes.regional_class(self.cast.school, serial="11591", capacity=40)
        coming = classes.regional_class(self.cast.school, serial="11592", capacity=40)
        enrolments.enrol(person=self.cast.candidate, regional_class=regional, actor=None, now=cast.NOW)
        unit = Unit.objects.get(programme__code="green", number=1)
        lessons = [
            Lesson.objects.create(
                unit=unit,
                number=number,
                title_zh=f"第 {number} 課",
                title_en=f"Lesson {number}",
                body="## 內文",
                body_html="<h2>內文</h2>",
                minutes=30,
                valid_as_of=cast.NOW.date(),
            )
            for number in (1, 2)
        ]
        self.ids |= {
            "class": regional.public_id,
            "coming_class": coming.public_id,
            "sample_lesson": lessons[0].public_id,
            "lesson": lessons[1].public_id,
        }

    def _sit_and_release(self) -> None:
        people = [self.cast.candidate, self.cast.other_candidate]
        for number, person in enumerate(people, start=1):
            released.entitle(completed(person, self.cast.school, number=f"{number:03}"))
        sat = exams.build_sealed_sitting(programme="green", subject="GC", code="115-2", people=people, items=5)
        for attempt, right in zip(sat.attempts, (5, 2), strict=True):
            released.sit(attempt, right=right)
        self.release = released.release(sat.round, officer=self.cast.officer, second=self.cast.second_officer)
        certificate = Certificate.objects.get(award__person=self.cast.candidate)
        self.ids |= {
            "round": sat.round.public_id,
            "release": self.release.public_id,
            "score_notice": ScoreNotice.objects.get(person=self.cast.candidate).public_id,
            "certificate": certificate.public_id,
            "number": certificate.number,
            "code": certificate.code,
            "statistics_run": StatisticsRun.objects.get(score_run=self.release.run).public_id,
        }

    def _claim_and_apply(self) -> None:
        learner = self.cast.candidate
        declarations.declare(person=learner, identities=[Identity.LOW_INCOME], actor=learner.user, now=released.AFTER)
        test_pass = TestPass.objects.select_related("enrolment").get(person=learner)
        claim = claims.request(test_pass=test_pass, actor=learner.user, now=released.AFTER)
        coming = exams.build_round("green", "116-1", exam_date=COMING.date())
        exams.build_sitting(coming, "GC", items=5, opens_at=COMING)
        failed = retake_reads.last_mark(self.cast.other_candidate)
        assert failed is not None
        retake = retakes.apply(failed_mark=failed, target_round=coming, actor=None, now=released.AFTER)
        self.ids |= {
            "claim": claim.public_id,
            "enrolment": test_pass.enrolment.public_id,
            "coming_round": coming.public_id,
            "retake": retake.public_id,
        }

    def _open_paper(self) -> None:
        people = [self.cast.candidate, self.cast.other_candidate]
        self.live = exams.build_sealed_sitting(people=people, items=4, opens_at=NOW, self_admission=True)
        duties.assign(room=self.live.room, user=self.cast.invigilator, actor=None, now=cast.NOW)
        self.ids |= {
            "room": self.live.room.public_id,
            "live_round": self.live.round.public_id,
            "sitting": self.live.sitting.public_id,
            "attempt": self.live.attempts[0].public_id,
            "registration": self.live.registrations[0].public_id,
            "door_code": door.code_of(self.live.registrations[0]),
        }

    def _sit_on_paper(self) -> None:
        """A green-collar test on paper that is over: the sheets are back and wait to be read."""
        held = on_paper.build(people=[cast.person("desk1"), cast.person("desk2")])
        duties.assign(room=held.room, user=self.cast.invigilator, actor=None, now=cast.NOW)
        on_paper.hold(held)
        self.ids |= {
            "paper_room": held.room.public_id,
            "paper_sitting": held.sitting.public_id,
            "place": held.registrations[0].public_id,
            "sheet": on_paper.sheet(held, 0).public_id,
        }

    def _watch(self) -> None:
        """The live room has an open call, an order of a third person, a signed incident and a signed report."""
        room, one, other = self.live.room, *self.live.attempts
        terms = actions.terms(minutes=60, reason=StaffReason.TECHNICAL)
        second, chosen = self.cast.second_officer, [one, other]
        done = orders.act(kind=OrderKind.EXTEND, room=room, attempts=chosen, terms=terms, actor=second, now=NOW)
        assert done.order is not None
        noted = incidents.record(
            attempt=other,
            reason="illness",
            facts="頭暈",
            occurred_at=NOW,
            signature=incidents.Signature(SignatureState.SIGNED, picture=drawings.signature()),
            actor=second,
            now=NOW,
        )
        report = reports.sign(room=room, signed_name="測試主監試", actor=second, now=NOW)
        self.ids |= {
            "call": HelpCall.objects.create(attempt=other, called_at=NOW).public_id,
            "order": done.order.public_id,
            "incident": noted.public_id,
            "report": report.public_id,
            "invigilator": self.cast.invigilator.pk,
        }

    def _prepare_round(self) -> None:
        """An open round as officers prepare it, the candidate seated in its only room."""
        officer = self.cast.officer
        coming = exams.build_round(BEGINNER, "116-2", exam_date=COMING.date())
        paper = exams.build_sitting(coming, "L11", opens_at=COMING)
        spare = exams.build_sitting(coming, "L12", opens_at=COMING)
        area = exams.build_room(coming, "R9").test_area
        details = rooms.Details(test_area=area, code="R1", name_zh="第 R1 試場", name_en="Room R1", capacity=8)
        hall = rooms.create(round=coming, details=details, actor=officer, now=cast.NOW)
        exams.register(self.cast.candidate, paper, room=hall, seat="A01")
        request = accommodations.apply(
            person=self.cast.candidate,
            round=coming,
            needs=[Need.EXTRA_TIME],
            reason="HEALTHCANARY",
            documents=[Document(EvidenceKind.OTHER, None, b"%PDF-1.7", "application/pdf")],
            actor=self.cast.candidate.user,
            now=cast.NOW,
        )
        self.ids |= {
            "open_round": coming.public_id,
            "open_sitting": spare.public_id,
            "hall": hall.public_id,
            "request": request.public_id,
            "document": request.evidence.get().public_id,
            "area": area.public_id,
        }

    def _decide_about_the_round(self) -> None:
        """A suspended item of the live round, and a measure for its county that waits for a second officer."""
        version = self.live.attempts[0].form.form_items.select_related("version").order_by("position")[0].version
        officer = self.cast.officer
        suspended = suspensions.suspend(round=self.live.round, item=version, reason="x", actor=officer, now=cast.NOW)
        proposed = disruptions.propose(
            round=self.live.round,
            counties=["TPE"],
            measure=DisruptionMeasure.POSTPONE,
            reason="x",
            windows={self.live.sitting.pk: Window(COMING, COMING + dt.timedelta(minutes=10))},
            actor=officer,
            now=cast.NOW,
        )
        pack = room_packs.make(room=self.live.room, sitting=self.live.sitting, actor=officer, now=cast.NOW)
        self.ids |= {
            "suspension": suspended.public_id,
            "disruption": proposed.public_id,
            "pack": pack.public_id,
        }

    def _take_registrations(self) -> None:
        self.ids |= registering.offered(self.cast.candidate)
        seat = Enrolment.objects.get(regional_class__public_id=self.ids["class"])
        account = f"classes.Enrolment:{seat.public_id}"
        charge = LedgerEntry.objects.get(about=account)
        self.ids |= {"seat": seat.public_id, "seat_account": account, "charge": charge.public_id}

    def _the_rest(self) -> None:
        programme = mocks.build_pool(BEGINNER, items_per_subject=4)
        mock = mocks.begin(programme, person=self.cast.candidate)
        news = NewsItem.objects.create(
            title_zh="測試消息", title_en="Test news", body_zh="內文", body_en="Body", published_at=cast.NOW
        )
        failed = Notice.objects.filter(person=self.cast.candidate, channel="email").latest("id")
        Notice.objects.filter(pk=failed.pk).update(state=NoticeState.FAILED)
        self.ids |= {"mock": mock.public_id, "news": news.public_id, "failed_notice": failed.public_id}
        self.ids |= {
            "mock_form": mock.parts.select_related("attempt__form").order_by("position")[0].attempt.form.public_id
        }

    def _assemble(self) -> None:
        """A rehearsed form of one item that no page of blueprints may show."""
        subject = Subject.objects.get(code="L21", level__code="intermediate")
        papers.item(subject.topics.order_by("code")[0])
        officer = self.cast.officer
        made = papers.blueprint(subject, Layout((Cell("single", "", "single", 1),)), actor=officer)
        assembly = papers.rehearsed(made, forms=1, actor=officer)
        self.ids |= {"blueprint": made.public_id, "assembly": assembly.public_id}

    def _write_items(self) -> None:
        """Two secure items of the writer in review: the reviewer has one, the other nobody has."""
        writer, reviewer = self.users["writer"], self.users["reviewer"]
        had, free = (self._submitted(code, writer) for code in ("GC-U01-S98", "GC-U01-S99"))
        assignment = assignments.claim(item=had, reviewer=reviewer, now=cast.NOW)
        assert had.latest is not None
        comment = comments.write(version=had.latest, field="stem", text="請補出處。", author=reviewer, now=cast.NOW)
        named = access.name(
            item=had,
            user=reviewer,
            purpose=AccessPurpose.SEALED,
            granted_by=self.cast.second_officer,
            reason="覆核",
            now=cast.NOW,
        )
        checks = inspections.request(subject=None, use=None, actor=writer, now=cast.NOW)
        inspections.carry_out(inspection=checks, report=lambda done, of: None)
        shared = items.draft(code="GC-U01-P99", stimulus=StimulusDraft("GC-G99", "共用情境。"), part=1)
        part = bank.save_draft(draft=shared, actor=writer, now=cast.NOW).item
        assert part.stimulus is not None
        enemies = relations.relate(
            item=had, other=free, kind=RelationKind.ENEMY, reason="互相提示", actor=writer, now=cast.NOW
        )
        self.ids |= {
            "stimulus": part.stimulus.public_id,
            "flag": flags.report(item=had, note="查證", actor=writer, now=cast.NOW).pk,
            "relation": enemies.pk,
            "reference": Reference.objects.create(code="test-act", title_zh="測試法", title_en="Test Act").code,
            "inspection": checks.public_id,
            "review_item": had.public_id,
            "free_item": free.public_id,
            "assignment": assignment.public_id,
            "comment": comment.public_id,
            "named": named.pk,
        }

    def _upload(self) -> None:
        """A file of the writer's that waits for a decision."""
        topic = "ipas-nz/beginner/L11/L11202"
        given = {"file_name": "a.gift", "format_name": "auto", "topic": topic, "use": "practice"}
        batch = batches.upload(data="對嗎{T}".encode(), **given, user=self.users["writer"], now=NOW)
        self.ids["upload"] = batch.public_id

    def _submitted(self, code: str, writer: User) -> Item:
        draft = items.draft(code=code, use="secure", stem=f"示範題 {code}：應採用何種佐證？")
        version = bank.save_draft(draft=draft, actor=writer, now=cast.NOW)
        decisions.submit(version=version, actor=writer, now=cast.NOW)
        return Item.objects.select_related("latest").get(pk=version.item_id)


def _users(people: cast.Cast) -> dict[str, User]:
    def of(person: Person) -> User:
        assert person.user is not None
        return person.user

    users = {
        "candidate": of(people.candidate),
        "other": of(people.other_candidate),
        "coordinator": people.coordinator,
        "stranger": people.stranger,
        "on_duty": people.invigilator,
        "off_duty": cast.user("idle", role=Role.INVIGILATOR),
        "officer": people.officer,
        "administrator": people.administrator,
        "auditor": people.auditor,
        "writer": people.item_writer,
        "reviewer": people.item_reviewer,
    }
    for user in users.values():  # as after a sign-up whose code was entered
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return users


def unknown(value: Any) -> Any:
    """A value of the same kind that names nothing."""
    if isinstance(value, int):
        return 987_654_321
    return uuid.uuid4() if isinstance(value, uuid.UUID) else "ZZ-999-999999"
