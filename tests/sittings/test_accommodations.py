import datetime as dt
import io
from typing import Any
from unittest import mock

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import SimpleTestCase, TestCase, TransactionTestCase
from django.urls import reverse
from PIL import Image

from exams.delivery.enums import AdjustmentKind
from exams.delivery.models import Attempt, TimeAdjustment
from exams.delivery.services import accommodations as minutes
from exams.delivery.services import attempts, sealing
from exams.sittings.enums import AccommodationState, EvidenceKind, Need
from exams.sittings.models import (
    Accommodation,
    AccommodationEvidence,
    AccommodationReading,
    AccommodationRequest,
)
from exams.sittings.rules import accommodations as rules
from exams.sittings.rules.accommodations import Proof
from exams.sittings.rules.enums import EvidenceGap
from exams.sittings.selectors import accommodations as reads
from exams.sittings.services import accommodations, evidence
from exams.sittings.services.accommodations import Terms
from lms.core import clock, files
from lms.core.errors import Refusal
from lms.core.models import AuditEvent
from lms.notices.models import Notice
from lms.notices.services import letters
from lms.organizations.enums import Role
from tests.support import cast
from tests.support.exams import NOW, OPENS_AT, build_room, build_round, build_sitting, register
from tests.support.races import shared_database, together

SECRET = "腦性麻痺"
CERTIFICATE, DIAGNOSIS = EvidenceKind.DISABILITY_CERTIFICATE, EvidenceKind.DIAGNOSIS


def png() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(made, "PNG")
    return made.getvalue()


def pdf(*, script: bool = False, pages: int = 1, password: str = "") -> bytes:
    made = io.BytesIO()
    with pikepdf.new() as document:
        for _ in range(pages):
            document.add_blank_page()
        if script:
            action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
            document.Root.OpenAction = action
        locked: Any = pikepdf.Encryption(user=password, owner=password) if password else False
        document.save(made, encryption=locked)
    return made.getvalue()


class RuleTest(SimpleTestCase):
    OPENS = dt.date(2026, 11, 1)

    def gaps(self, *proofs: Proof, needs: tuple[Need, ...] = (Need.EXTRA_TIME,)) -> list[EvidenceGap]:
        return rules.gaps(needs, proofs, self.OPENS, 12)

    def test_a_certificate_always_and_for_some_needs_a_recent_diagnosis(self) -> None:
        proof = Proof(CERTIFICATE, None)
        self.assertEqual(self.gaps(), [EvidenceGap.NO_CERTIFICATE, EvidenceGap.NO_DIAGNOSIS])
        self.assertEqual(self.gaps(proof, needs=(Need.LARGE_TYPE,)), [])
        self.assertEqual(self.gaps(proof, Proof(DIAGNOSIS, None)), [EvidenceGap.DIAGNOSIS_UNDATED])
        self.assertEqual(self.gaps(proof, Proof(DIAGNOSIS, dt.date(2025, 11, 1))), [])
        self.assertEqual(self.gaps(proof, Proof(DIAGNOSIS, dt.date(2025, 10, 31))), [EvidenceGap.DIAGNOSIS_TOO_OLD])

    def test_without_an_opening_day_age_is_not_judged(self) -> None:
        proofs = [Proof(CERTIFICATE, None), Proof(DIAGNOSIS, dt.date(2001, 1, 1))]
        self.assertEqual(rules.gaps([Need.SCRIBE], proofs, None, 12), [])


class FileTest(SimpleTestCase):
    def refused(self, code: str, content: bytes) -> None:
        with self.assertRaises(evidence.EvidenceUnusable) as caught:
            evidence.examine(content, kind=CERTIFICATE)
        self.assertEqual(caught.exception.code, code)

    def test_the_bytes_decide(self) -> None:
        self.assertEqual(evidence.examine(png(), kind=CERTIFICATE).content_type, "image/png")
        for content in (b"", b"MZ...", b"<svg onload='x'/>", b"%PDF-1.7 nothing", b"\x89PNG\r\n\x1a\nbroken"):
            with self.subTest(content):
                self.refused("not_a_document", content)
        self.refused("too_big", b"%PDF-" + bytes(evidence.MAX_BYTES))
        self.refused("too_long", pdf(pages=evidence.MAX_PAGES + 1))
        self.refused("locked", pdf(password="x"))

    def test_scripts_and_metadata_do_not_survive(self) -> None:
        sent = pdf(script=True)
        self.assertIn(b"JavaScript", sent)
        self.assertNotIn(b"JavaScript", evidence.examine(sent, kind=CERTIFICATE).content)
        photo = io.BytesIO()
        exif = Image.Exif()
        exif[0x010E] = "SECRETPLACE"
        Image.new("RGB", (4, 4)).save(photo, "JPEG", exif=exif)
        self.assertIn(b"SECRETPLACE", photo.getvalue())
        self.assertNotIn(b"SECRETPLACE", evidence.examine(photo.getvalue(), kind=CERTIFICATE).content)


class Applying(TestCase):
    def setUp(self) -> None:
        self.round = build_round()
        self.sitting = build_sitting(self.round, "L11")
        self.person = cast.person("applicant")
        self.officer = cast.user("decider", role=Role.EXAM_OFFICER)
        self.room = build_room(self.round)
        self.registration = register(self.person, self.sitting, room=self.room, seat="01")

    def apply(self, **more: Any) -> AccommodationRequest:
        given: dict[str, Any] = {
            "person": self.person,
            "round": self.round,
            "needs": [Need.EXTRA_TIME, Need.STEP_FREE],
            "reason": SECRET,
            "documents": [evidence.examine(png(), kind=CERTIFICATE)],
        }
        return accommodations.apply(**given | more, actor=self.person.user, now=NOW)

    def grant(self, request: AccommodationRequest, extra: int = 20, **more: Any) -> None:
        terms = {self.registration.pk: Terms(extra_minutes=extra, room_needs=(Need.STEP_FREE,))}
        accommodations.grant(request=request, terms=more.pop("terms", terms), actor=self.officer, now=NOW, **more)

    def refused(self, code: str, action: Any) -> None:
        with self.assertRaises(Refusal) as caught:
            action()
        self.assertEqual(caught.exception.code, code)

    def seal(self) -> Attempt:
        sealing.seal(round=self.round, actor=None, now=NOW)
        return Attempt.objects.get(registration=self.registration)


class RequestTest(Applying):
    def test_what_is_asked_for_is_sealed_and_files_are_encrypted(self) -> None:
        request = self.apply()
        row = str(AccommodationRequest.objects.values().get())
        self.assertNotIn(SECRET, row)
        self.assertEqual(reads.content_of(request).reason, SECRET)
        stored = AccommodationEvidence.objects.get()
        self.assertNotIn(b"PNG", files.read(stored.path))
        self.assertTrue(evidence.opened(stored).startswith(b"\x89PNG"))

    def test_once_per_round_by_the_registered_before_sealing(self) -> None:
        self.apply()
        self.refused("requested_already", self.apply)
        self.refused("not_registered", lambda: self.apply(person=cast.person("stranger")))
        self.refused("no_needs", lambda: self.apply(needs=[]))
        self.seal()
        self.refused("round_not_open", self.apply)

    def test_withdrawn_it_may_be_made_again(self) -> None:
        accommodations.withdraw(request=self.apply(), actor=self.person.user, now=NOW)
        self.assertEqual(self.apply().state, AccommodationState.REQUESTED)

    def test_what_is_missing_is_due_after_working_days_and_not_later(self) -> None:
        request = self.apply()
        held = accommodations.ask(request=request, missing="診斷證明", actor=self.officer, now=NOW)
        self.assertEqual(held.complete_by, dt.date(2026, 12, 1))  # seven working days after Friday 20 November
        more = [evidence.examine(pdf(), kind=DIAGNOSIS, issued=dt.date(2026, 10, 1))]
        after = dt.datetime(2026, 12, 1, 16, 0, tzinfo=dt.UTC)  # midnight in Taipei
        self.refused(
            "too_late",
            lambda: accommodations.complete(request=request, documents=more, actor=self.person.user, now=after),
        )
        last = after - dt.timedelta(seconds=1)
        done = accommodations.complete(request=request, documents=more, actor=self.person.user, now=last)
        self.assertEqual((done.state, reads.gaps(done, (Need.EXTRA_TIME,))), (AccommodationState.REQUESTED, []))

    def test_mail_and_trail_say_nothing(self) -> None:
        request = self.apply()
        self.grant(request, note=SECRET)
        told = list(Notice.objects.filter(template="application_news"))
        self.assertEqual(len(told), 2)
        for notice in told:
            text = letters.subject(notice) + letters.body(notice) + letters.html(notice)
            for word in (SECRET, "應考服務", "身心障礙", "延長", "核定", "accommodation", "disab"):
                self.assertNotIn(word, text.replace("/accommodation/", ""))
        trail = str(list(AuditEvent.objects.filter(action__startswith="accommodation.").values()))
        self.assertNotIn(SECRET, trail)
        self.assertNotIn("extra", trail)


class DecisionTest(Applying):
    def test_minutes_enter_the_ledger_with_the_sealing_once(self) -> None:
        self.grant(self.apply())
        attempt = self.seal()
        entry = TimeAdjustment.objects.get(attempt=attempt)
        self.assertEqual((entry.kind, entry.seconds), (AdjustmentKind.ACCOMMODATION, 1200))
        self.assertNotIn(SECRET, entry.reason)
        again = minutes.enter(attempts=Attempt.objects.all(), actor=None, now=NOW)
        self.assertEqual((again, TimeAdjustment.objects.count()), (0, 1))
        attempts.admit(attempt=attempt, actor=None, now=OPENS_AT)
        started = attempts.start(attempt=attempt, now=OPENS_AT)
        self.assertEqual(started.attempt.ends_at, OPENS_AT + dt.timedelta(minutes=95))

    def test_control_without_the_entry_at_sealing_the_minutes_are_lost(self) -> None:
        self.grant(self.apply())
        with mock.patch.object(minutes, "enter"):
            attempt = self.seal()
        self.assertFalse(attempt.adjustments.exists())

    def test_granted_after_sealing_it_counts_at_once_and_stays(self) -> None:
        request = self.apply()
        attempt = self.seal()
        self.grant(request)
        self.assertEqual(attempt.adjustments.get().seconds, 1200)
        self.refused("sealed", lambda: self.grant(request, extra=40))
        self.refused("sealed", lambda: self.refuse(request))

    def refuse(self, request: AccommodationRequest, note: str = "文件不符") -> None:
        accommodations.refuse(request=request, note=note, actor=self.officer, now=NOW)

    def test_before_sealing_a_grant_changes_and_can_be_revoked(self) -> None:
        request = self.apply()
        self.grant(request)
        self.grant(request, extra=40)
        self.assertEqual(Accommodation.objects.get().extra_minutes, 40)
        self.refused("no_reason", lambda: self.refuse(request, note=" "))
        self.refuse(request)
        self.assertFalse(Accommodation.objects.exists())

    def test_terms_belong_to_the_applicant_and_give_something(self) -> None:
        request = self.apply()
        other = register(cast.person("else"), self.sitting)
        self.refused("foreign", lambda: self.grant(request, terms={other.pk: Terms(extra_minutes=5)}))
        self.refused("nothing_granted", lambda: self.grant(request, terms={self.registration.pk: Terms()}))
        self.refused("out_of_range", lambda: self.grant(request, extra=241))

    def test_nobody_decides_their_own(self) -> None:
        request = self.apply()
        self.officer = self.person.user  # type: ignore[assignment]
        self.refused("own_request", lambda: self.grant(request))

    def test_the_table_suggests_minutes(self) -> None:
        request = self.apply()
        [paper] = reads.papers(request, (Need.EXTRA_TIME,))
        self.assertEqual(paper.suggested_minutes, 20)
        self.assertEqual(reads.papers(request, (Need.STEP_FREE,))[0].suggested_minutes, 0)


class PrivacyTest(Applying):
    def setUp(self) -> None:
        super().setUp()
        self.enterContext(clock.frozen(NOW))
        self.request = self.apply()
        self.client.force_login(self.officer)

    def page(self, name: str, key: Any = None) -> str:
        return self.client.get(reverse(f"sittings:{name}", args=[key] if key else [])).content.decode()

    def test_every_reading_by_staff_is_kept_and_the_applicants_own_is_not(self) -> None:
        self.assertIn(SECRET, self.page("office_accommodation", self.request.public_id))
        document = reverse("sittings:accommodation_document", args=[self.request.evidence.get().public_id])
        reply = self.client.get(document)
        self.assertEqual(reply["Content-Disposition"].split(";")[0], "attachment")
        self.assertIn("sandbox", reply["Content-Security-Policy"])
        self.assertEqual(reply["X-Content-Type-Options"], "nosniff")
        self.assertEqual(AccommodationReading.objects.filter(reader=self.officer).count(), 2)
        self.client.force_login(self.person.user)  # type: ignore[arg-type]
        self.assertEqual(self.client.get(document).status_code, 200)
        self.assertIn(SECRET, self.page("accommodation", self.round.public_id))
        self.assertEqual(AccommodationReading.objects.count(), 2)

    def test_lists_and_plans_say_nothing(self) -> None:
        self.grant(self.request)
        pages = [
            self.page("office_accommodations"),
            self.page("office_round", self.round.public_id),
            self.page("office_plan", self.room.public_id),
        ]
        for page in pages:
            self.assertNotIn(SECRET, page)
            self.assertNotIn(self.person.name, page)
        self.assertIn("無障礙試場", pages[2])
        self.assertNotIn("延長", pages[2])

    def test_one_applies_and_is_decided_upon_through_the_pages(self) -> None:
        other = cast.person("second")
        row = register(other, self.sitting)
        self.client.force_login(other.user)  # type: ignore[arg-type]
        address = reverse("sittings:accommodation", args=[self.round.public_id])
        sent = {"needs": ["extra_time"], "reason": "理由", "certificate": SimpleUploadedFile("a.png", png())}
        self.assertEqual(
            self.client.post(address, sent | {"certificate": SimpleUploadedFile("a.exe", b"MZ")}).status_code, 422
        )
        sent["certificate"] = SimpleUploadedFile("a.png", png())
        self.assertRedirects(self.client.post(address, sent), address)
        made = AccommodationRequest.objects.get(person=other)
        self.client.force_login(self.officer)
        grant = reverse("sittings:office_accommodation_grant", args=[made.public_id])
        self.client.post(grant, {f"r{row.pk}-extra_minutes": "20", f"r{row.pk}-rest_minutes": "5", "note": "好"})
        self.assertEqual(Accommodation.objects.get(registration=row).rest_minutes, 5)


class RaceTest(TransactionTestCase):
    def test_two_decisions_leave_one(self) -> None:
        with shared_database():
            round = build_round()
            person = cast.person("racer")
            row = register(person, build_sitting(round, "L11"))
            request = accommodations.apply(
                person=person, round=round, needs=[Need.EXTRA_TIME], reason="x", actor=None, now=NOW
            )
            sealing.seal(round=round, actor=None, now=NOW)

            def grant() -> Any:
                terms = {row.pk: Terms(extra_minutes=20)}
                return accommodations.grant(request=request, terms=terms, actor=None, now=NOW)

            results = together(grant, grant, grant)
            refused = [each for each in results if isinstance(each, Exception)]
            self.assertEqual(sorted(getattr(each, "code", repr(each)) for each in refused), ["sealed", "sealed"])
            self.assertEqual(TimeAdjustment.objects.count(), 1)
