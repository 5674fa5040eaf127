"""Addresses of tuition discounts."""

from django.urls import path

from courses.tuition.views import coordinator, learner

app_name = "tuition"
urlpatterns = [
    path("", learner.overview, name="discounts"),
    path("<uuid:enrolment>/request/", learner.request_discount, name="request"),
    path("claims/", coordinator.queue, name="claims"),
    path("claims/<uuid:public_id>/", coordinator.decide, name="decide"),
]
