import datetime as dt
import io
import tempfile

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase, override_settings
from django.urls import reverse

from lms.core import jobs
from lms.core.models import AuditEvent, Job
from lms.organizations.enums import Role
from question_bank.formats import tasks  # noqa: F401 - registers the job's handler
from question_bank.formats.enums import BatchState
from question_bank.formats.models import ImportBatch
from question_bank.formats.services import batches, imports
from question_bank.items.enums import ItemKind
from question_bank.items.models import Item, Lock, Sighting
from tests.formats.invented import sample
from tests.support import cast

TOPIC = "ipas-nz/beginner/L11/L11202"


class Uploads(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.writer = cast.user("writer", role=Role.ITEM_WRITER)
        cls.other = cast.user("writer2", role=Role.ITEM_WRITER)
        cls.reviewer = cast.user("reviewer", role=Role.ITEM_REVIEWER)

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        storages = {"default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}}
        settings = override_settings(
            MEDIA_ROOT=folder.name,
            STORAGES=storages | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
        )
        settings.enable()
        self.addCleanup(settings.disable)
        self.client.force_login(self.writer)

    def upload(self, data, name="a.gift", topic=TOPIC):
        return batches.upload(
            data=data if isinstance(data, bytes) else data.encode(),
            file_name=name,
            format_name="auto",
            topic=topic,
            use="secure",
            user=self.writer,
            now=cast.NOW,
        )

    def commit(self, batch, leave_out=False, now=cast.NOW):
        with self.captureOnCommitCallbacks(execute=True):
            return batches.commit(batch=batch, leave_out=leave_out, actor=self.writer, now=now)


class BatchTest(Uploads):
    def test_upload_writes_no_item_and_keeps_the_file_until_the_import(self):
        batch = self.upload(sample("gift/full_width.gift"))
        self.assertEqual((batch.format, batch.counts["new"], Item.objects.count()), ("gift", 6, 0))
        self.assertTrue(default_storage.exists(batch.path))
        self.commit(batch)
        self.assertEqual((batch.state, batch.rows, Item.objects.count()), (BatchState.WRITTEN, [], 6))
        self.assertFalse(default_storage.exists(batch.path))
        self.assertEqual({item.created_by for item in Item.objects.all()}, {self.writer})
        self.assertEqual(AuditEvent.objects.filter(action="formats.imported").count(), 1)

    def test_a_file_with_faults_is_imported_only_without_them_and_only_when_asked(self):
        batch = self.upload(sample("gift/faults.gift"))
        with self.assertRaises(imports.UnableToImport) as refusal:
            self.commit(batch)
        self.assertEqual((refusal.exception.code, Item.objects.count()), ("faulty", 0))
        self.commit(batch, leave_out=True)
        self.assertEqual(Item.objects.count(), 2)

    def test_the_preview_is_made_anew_when_the_bank_has_changed(self):
        batch = self.upload("對嗎{T}")
        self.commit(self.upload("對嗎{T}"))
        with self.assertRaises(imports.UnableToImport) as refusal:
            self.commit(batch)
        self.assertEqual(refusal.exception.code, "bank_changed")
        self.assertEqual(ImportBatch.objects.get(pk=batch.pk).counts["unchanged"], 1)
        with self.assertRaises(imports.UnableToImport) as refusal:
            self.commit(batch)
        self.assertEqual(refusal.exception.code, "nothing_new")

    def test_an_upload_is_imported_once(self):
        batch = self.upload("對嗎{T}")
        again = ImportBatch.objects.get(pk=batch.pk)
        self.commit(batch)
        for stale in (batch, again):
            with self.assertRaises(imports.UnableToImport):
                self.commit(stale)
        self.assertEqual(Item.objects.count(), 1)

    def test_nobody_decided_in_time(self):
        batch = self.upload("對嗎{T}")
        later = cast.NOW + batches.KEPT
        with self.assertRaises(imports.UnableToImport):
            self.commit(batch, now=later)
        with self.captureOnCommitCallbacks(execute=True):
            self.assertEqual(batches.forget_expired(now=later - dt.timedelta(seconds=1)), 0)
            self.assertEqual(batches.forget_expired(now=later), 1)
        self.assertFalse(default_storage.exists(batch.path))
        self.assertEqual(ImportBatch.objects.get().state, BatchState.EXPIRED)

    def test_discarding_forgets_the_file(self):
        batch = self.upload("對嗎{T}")
        with self.captureOnCommitCallbacks(execute=True):
            batches.discard(batch=batch, actor=self.writer, now=cast.NOW)
        self.assertEqual((default_storage.exists(batch.path), batch.state), (False, BatchState.DISCARDED))

    def test_a_category_goes_where_the_person_sends_it(self):
        batch = self.upload("$CATEGORY: 甲\n\n一{T}\n\n$CATEGORY: 乙\n\n二{T}", topic="")
        self.assertEqual(batch.counts["refused"], 2)
        batches.retarget(
            batch=batch, topic=TOPIC, use="practice", categories={"乙": "ipas-nz/beginner/L11/L11101"}, now=cast.NOW
        )
        self.commit(batch)
        found = Item.objects.order_by("latest__stem").values_list("latest__stem", "topic__code", "use")
        self.assertEqual(list(found), [("一", "L11202", "practice"), ("二", "L11101", "practice")])

    def test_a_long_import_is_a_job(self):
        batch = self.upload("\n\n".join(f"第 {number} 題對嗎{{T}}" for number in range(batches.AT_ONCE + 1)))
        batches.commit(batch=batch, leave_out=False, actor=self.writer, now=cast.NOW)
        self.assertEqual((batch.state, Item.objects.count()), (BatchState.WRITING, 0))
        job = Job.objects.get(key=batches.job_key(batch))
        with self.captureOnCommitCallbacks(execute=True):
            jobs.run(job.pk)
        job.refresh_from_db()
        batch.refresh_from_db()
        self.assertEqual((job.state, batch.state, Item.objects.count()), ("done", "written", batches.AT_ONCE + 1))
        self.assertEqual(job.progress, job.total)

    def test_names_of_files_are_harmless(self):
        for given, kept in (
            ("../../etc/passwd", "passwd"),
            ("C:\\x\\a.gift", "a.gift"),
            ("a\x00\n.csv", "a.csv"),
            ("", "file"),
        ):
            self.assertEqual(batches.safe_name(given), kept)


class PageTest(Uploads):
    def test_from_the_file_to_the_bank(self):
        sent = SimpleUploadedFile("題庫.gift", sample("gift/faults.gift"))
        response = self.client.post(
            reverse("formats:import"), {"file": sent, "format": "auto", "topic": TOPIC, "use": "practice"}
        )
        batch = ImportBatch.objects.get()
        self.assertRedirects(response, reverse("formats:batch", args=[batch.public_id]))
        page = self.client.get(reverse("formats:batch", args=[batch.public_id]))
        for text in ("臺灣的碳費主管機關", "第 3 行", "大括號不成對", "克漏字", "略過有問題的 5 題"):
            self.assertContains(page, text)
        self.client.post(reverse("formats:commit", args=[batch.public_id]))
        self.assertEqual(Item.objects.count(), 0)
        self.client.post(reverse("formats:commit", args=[batch.public_id]), {"leave_out": "on"})
        self.assertEqual(Item.objects.count(), 2)
        self.assertContains(self.client.get(reverse("formats:batch", args=[batch.public_id])), "已匯入")

    def test_scripts_are_inert_in_the_preview(self):
        batch = self.upload(
            '[html]<img src=x onerror\\="alert(1)"><script>alert(2)</script>甲{=<b>乙</b> ~<svg/onload\\=alert(3)>丙}'
        )
        page = self.client.get(reverse("formats:batch", args=[batch.public_id])).content.decode()
        for live in ("<script>alert", "<img src=x", "<svg/onload", "<svg onload"):
            self.assertNotIn(live, page)
        self.assertIn("&lt;img src=x onerror", page)  # the place quotes the file

    def test_an_upload_is_its_owners_alone(self):
        batch = self.upload("對嗎{T}")
        address = reverse("formats:batch", args=[batch.public_id])
        self.assertEqual(self.client.get(address).status_code, 200)
        self.client.force_login(self.other)
        self.assertEqual(self.client.get(address).status_code, 404)
        self.client.force_login(self.reviewer)
        self.assertEqual(self.client.get(address).status_code, 403)

    def test_no_file(self):
        response = self.client.post(reverse("formats:import"), {"format": "auto", "topic": TOPIC, "use": "practice"})
        self.assertContains(response, "請選擇檔案", status_code=422)

    def test_templates(self):
        for name in ("csv", "xlsx"):
            response = self.client.get(reverse("formats:template", args=[name]))
            self.assertEqual(response["Content-Disposition"], f'attachment; filename="items-template.{name}"')
        self.assertEqual(self.client.get(reverse("formats:template", args=["exe"])).status_code, 404)


class ExportTest(Uploads):
    def setUp(self):
        super().setUp()
        self.commit(self.upload(sample("gift/full_width.gift")))

    def test_losses_are_told_before_the_download(self):
        page = self.client.get(reverse("formats:export"), {"format": "aiken", "version": "newest"})
        self.assertContains(page, "Aiken 只有單選題")
        self.assertEqual(Sighting.objects.count(), 0)

    def test_the_download_is_on_record(self):
        data = {"format": "gift", "version": "newest", "query": f"kind={ItemKind.SINGLE}"}
        response = self.client.post(reverse("formats:download"), data)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.content.decode().count("::["), 2)
        self.assertEqual(Sighting.objects.filter(kind="exported", user=self.writer).count(), 2)
        self.assertEqual(AuditEvent.objects.get(action="formats.exported").data, {"format": "gift", "items": 2})
        self.assertRegex(response["Content-Disposition"], r'^attachment; filename="items-[0-9-]+-gift\.gift"$')

    def test_only_what_the_person_may_read(self):
        sealed = Item.objects.order_by("code").first()
        Lock.objects.create(item=sealed, holder="manual", since_at=cast.NOW)
        response = self.client.post(reverse("formats:download"), {"format": "csv", "version": "newest"})
        self.assertNotIn(sealed.code, response.content.decode())
        self.assertEqual(response.content.decode().count("\r\n"), 6)
        self.client.force_login(self.other)  # somebody else's secure items
        response = self.client.post(reverse("formats:download"), {"format": "csv", "version": "newest"})
        self.assertRedirects(response, f"{reverse('formats:export')}?", fetch_redirect_response=False)

    def test_items_ticked_in_the_list(self):
        one = Item.objects.order_by("code").first()
        page = self.client.get(reverse("formats:export"), {"chosen": "1", "item": str(one.public_id), "format": "csv"})
        self.assertContains(page, "只匯出勾選的 1 題")
        query = page.context["query"]
        response = self.client.post(reverse("formats:download"), {"format": "csv", "version": "newest", "query": query})
        self.assertEqual(response.content.decode().count("\r\n"), 2)
        page = self.client.get(reverse("formats:export"), {"chosen": "1", "format": "csv"})
        self.assertContains(page, "沒有可以匯出的題目")

    def test_published_versions_only(self):
        page = self.client.get(reverse("formats:export"), {"format": "csv", "version": "published"})
        self.assertContains(page, "沒有可以匯出的題目")

    def test_the_xlsx_holds_no_formula(self):
        from openpyxl import load_workbook

        self.commit(self.upload("kind,stem,option_a,option_b,key\nsingle,題,'=1+1,-5 °C,A\n", "x.csv"))
        response = self.client.post(reverse("formats:download"), {"format": "xlsx", "version": "newest"})
        book = load_workbook(io.BytesIO(response.content))
        found = [cell for row in book.active.iter_rows() for cell in row]
        self.assertEqual([cell.value for cell in found if cell.value and str(cell.value).startswith("=")], ["=1+1"])
        self.assertEqual([cell for cell in found if cell.data_type == "f"], [])
