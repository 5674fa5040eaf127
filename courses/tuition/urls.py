"""Addresses of tuition discounts and of the ledger."""

from django.urls import path

from courses.tuition.views import books, coordinator, learner, money

app_name = "tuition"
urlpatterns = [
    path("", learner.overview, name="discounts"),
    path("<uuid:enrolment>/request/", learner.request_discount, name="request"),
    path("claims/", coordinator.queue, name="claims"),
    path("claims/<uuid:public_id>/", coordinator.decide, name="decide"),
    path("money/", money.mine, name="money"),
    path("ledger/", books.ledger, name="ledger"),
    path("ledger/export/<slug:kind>/", books.export, name="ledger_export"),
    path("ledger/entries/<uuid:public_id>/reverse/", books.reverse, name="ledger_reverse"),
    path("ledger/<str:about>/", books.account, name="ledger_account"),
]
