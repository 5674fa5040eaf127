"""The background worker's application; one beat per installation looks for due work."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.dev")

app = Celery("lms")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["lms.core"], related_name="jobs")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "run-due-jobs": {"task": "core.run_due_jobs", "schedule": 15.0},
    "send-notices": {"task": "notices.send_due", "schedule": 5.0},
    "remind-reviewers": {"task": "review.send_reminders", "schedule": 900.0},
    "release-places": {"task": "sittings.release_places", "schedule": 60.0},
    "close-attempts": {"task": "delivery.close_expired", "schedule": 10.0},
    "forget-uploads": {"task": "formats.forget_uploads", "schedule": 3600.0},
    "purge-visitor-mocks": {"task": "practice.purge_visitors", "schedule": 3600.0},
}
