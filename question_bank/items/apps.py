from django.apps import AppConfig


class ItemsConfig(AppConfig):
    name = "question_bank.items"
    label = "items"
    verbose_name = "Items"
