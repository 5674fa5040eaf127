from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "exams.certificates"
    label = "certificates"
    verbose_name = "Certificates"
