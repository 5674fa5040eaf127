from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "exams.statistics"
    label = "statistics"
    verbose_name = "Statistics"
