"""Addresses of the review, under ``/bank/review/``."""

from django.urls import path

from question_bank.review.views import access, assignments, comments, decisions, queue
from question_bank.review.views import item as pages

app_name = "review"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("<uuid:public_id>/", pages.item, name="item"),
    path("<uuid:public_id>/claim/", assignments.claim, name="claim"),
    path("<uuid:public_id>/assign/", assignments.assign, name="assign"),
    path("assignments/<uuid:public_id>/release/", assignments.release, name="release"),
    path("<uuid:public_id>/comments/", comments.write, name="comment"),
    path("<uuid:public_id>/comments/<uuid:comment_id>/resolve/", comments.resolve, name="resolve"),
    path("<uuid:public_id>/submit/", decisions.submit, name="submit"),
    path("<uuid:public_id>/withdraw/", decisions.withdraw, name="withdraw"),
    path("<uuid:public_id>/return/", decisions.return_for_changes, name="return"),
    path("<uuid:public_id>/review/", decisions.review, name="review"),
    path("<uuid:public_id>/approve/", decisions.approve, name="approve"),
    path("<uuid:public_id>/retire/", decisions.retire, name="retire"),
    path("<uuid:public_id>/revive/", decisions.revive, name="revive"),
    path("<uuid:public_id>/access/", access.page, name="access"),
    path("<uuid:public_id>/access/name/", access.name, name="name"),
    path("<uuid:public_id>/access/<int:named_id>/end/", access.end, name="end"),
]
