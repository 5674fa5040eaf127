"""The test run: the database of DATABASE_URL, everything else inside this process."""

import os

from lms.settings.base import *  # noqa: F403

DEMO = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
LOG_LEVEL = "ERROR"
LOGGING["root"]["level"] = LOG_LEVEL  # type: ignore[index]  # noqa: F405
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":  # noqa: F405
    # A pool outlives the test database it points at; the runner drops that database at the end.
    DATABASES["default"]["OPTIONS"] = {}  # noqa: F405
if BROKER_URL.startswith("filesystem:"):  # noqa: F405
    CELERY_BROKER_URL = "memory://"
if CACHE_URL.startswith("database:"):  # noqa: F405
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
else:
    # Test processes share one Redis; limits counted in one must not refuse requests of another.
    CACHES = {
        "default": {
            "BACKEND": "tests.support.caches.SharedRedisCache",
            "LOCATION": CACHE_URL,  # noqa: F405
            "KEY_PREFIX": os.environ.get("PYTEST_XDIST_WORKER", "alone"),
        }
    }
WHITENOISE_AUTOREFRESH = True  # a test run collects no static files
