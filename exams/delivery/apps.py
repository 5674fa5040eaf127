from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "exams.delivery"
    label = "delivery"
    verbose_name = "Delivery"
