from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "question_bank.review"
    label = "review"
    verbose_name = "Review"
