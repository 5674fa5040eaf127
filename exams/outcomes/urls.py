"""Addresses of results, releases and retakes."""

from django.urls import path

from exams.outcomes.views import releases, results, retakes

app_name = "outcomes"
urlpatterns = [
    path("", results.mine, name="results"),
    path("score-notices/<uuid:public_id>.pdf", results.score_notice, name="score_notice"),
    path("retakes/", retakes.mine, name="retakes"),
    path("retakes/apply/", retakes.apply, name="apply_retake"),
    path("retakes/queue/", retakes.queue, name="retake_queue"),
    path("retakes/queue/<uuid:public_id>/", retakes.decide, name="decide_retake"),
    path("releases/", releases.desk, name="releases"),
    path("releases/close-entry/<uuid:round_id>/", releases.close_entry, name="close_entry"),
    path("releases/prepare/<uuid:round_id>/", releases.prepare, name="prepare_release"),
    path("releases/<uuid:public_id>/", releases.detail, name="release"),
    path("releases/<uuid:public_id>/progress/", releases.progress, name="release_progress"),
    path("releases/<uuid:public_id>/approve/", releases.approve, name="approve_release"),
    path("releases/<uuid:public_id>/resume/", releases.resume, name="resume_release"),
]
