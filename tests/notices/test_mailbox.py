"""The demo's mailbox page."""

import tempfile
from email.message import EmailMessage
from pathlib import Path

from django.core.mail import EmailMessage as Mail
from django.core.mail import get_connection
from django.test import TestCase, override_settings
from django.urls import reverse


class Mailbox(TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        override = override_settings(MAILBOX_DIR=self.folder)
        override.enable()
        self.addCleanup(override.disable)

    def send(self, *subjects: str, attachment: bytes = b"") -> None:
        """Through the backend the demo uses, one connection for all."""
        connection = get_connection("django.core.mail.backends.filebased.EmailBackend", file_path=str(self.folder))
        mails = [Mail(subject, f"內文 <b>{subject}</b>", "a@test.example", ["b@test.example"]) for subject in subjects]
        if attachment:
            mails[0].attach("成績通知單.pdf", attachment, "application/pdf")
        connection.send_messages(mails)

    def test_is_empty_at_first(self) -> None:
        self.assertContains(self.client.get(reverse("notices:mailbox")), "還沒有信")

    def test_shows_the_newest_first_decoded_and_escaped(self) -> None:
        self.send("第一封", "第二封")
        page = self.client.get(reverse("notices:mailbox")).content.decode()
        self.assertLess(page.index("內文 &lt;b&gt;第二封"), page.index("內文 &lt;b&gt;第一封"))

    def test_attachments_come_as_downloads(self) -> None:
        self.send("成績", attachment=b"%PDF-1.7 test")
        file = next(self.folder.glob("*.log")).stem
        response = self.client.get(reverse("notices:mailbox_attachment", args=[file, 0, 0]))
        self.assertEqual(response.content, b"%PDF-1.7 test")
        self.assertEqual(response["Content-Disposition"], 'attachment; filename="attachment-1.pdf"')
        self.assertEqual(response["Content-Type"], "application/octet-stream")
        self.assertContains(self.client.get(reverse("notices:mailbox")), "成績通知單.pdf")

    def test_only_files_of_the_folder_are_read(self) -> None:
        self.send("成績")
        (self.folder.parent / "outside.log").write_bytes(EmailMessage().as_bytes())
        self.addCleanup((self.folder.parent / "outside.log").unlink)
        file = next(self.folder.glob("*.log")).stem
        for arguments in (["..%2Foutside", 0, 0], ["missing", 0, 0], [file, 0, 0], [file, 7, 0]):
            with self.subTest(arguments):
                url = reverse("notices:mailbox_attachment", args=arguments)
                self.assertEqual(self.client.get(url).status_code, 404)

    @override_settings(DEMO=False)
    def test_does_not_exist_on_a_real_installation(self) -> None:
        self.send("秘密", attachment=b"x")
        file = next(self.folder.glob("*.log")).stem
        for url in (reverse("notices:mailbox"), reverse("notices:mailbox_attachment", args=[file, 0, 0])):
            self.assertEqual(self.client.get(url).status_code, 404)
