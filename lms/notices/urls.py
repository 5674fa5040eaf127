"""Addresses of the notices app."""

from django.urls import path

from lms.notices.views import failed, inbox, mailbox

app_name = "notices"
urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("mailbox/", mailbox.mailbox, name="mailbox"),
    path("mailbox/<str:file>/<int:index>/<int:number>/", mailbox.attachment, name="mailbox_attachment"),
    path("read/", inbox.read_all, name="read_all"),
    path("failed/", failed.failed, name="failed"),
    path("failed/<uuid:public_id>/retry/", failed.retry, name="retry"),
]
