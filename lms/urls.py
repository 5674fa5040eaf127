"""The map of the site."""

from django.urls import include, path

urlpatterns = [
    path("", include("lms.portal.urls")),
    path("accounts/", include("allauth.urls")),
    path("notices/", include("lms.notices.urls")),
    path("programmes/", include("courses.catalogue.urls")),
    path("classes/", include("courses.classes.urls")),
    path("learn/", include("courses.learning.urls")),
    path("tuition/", include("courses.tuition.urls")),
    path("bank/review/", include("question_bank.review.urls")),
    path("bank/blueprints/", include("exams.papers.urls")),
    path("bank/", include("question_bank.formats.urls")),
    path("bank/", include("question_bank.items.urls")),
    path("sittings/", include("exams.sittings.urls")),
    path("exam/", include("exams.delivery.urls")),
    path("mock/", include("exams.practice.urls")),
    path("outcomes/", include("exams.outcomes.urls")),
    path("certificates/", include("exams.certificates.urls")),
    path("statistics/", include("exams.statistics.urls")),
]
handler400 = "lms.portal.views.errors.bad_request"
handler403 = "lms.portal.views.errors.permission_denied"
handler404 = "lms.portal.views.errors.not_found"
handler500 = "lms.portal.views.errors.server_error"
