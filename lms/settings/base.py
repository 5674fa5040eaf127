"""Settings shared by every installation. Only the environment moves one from a laptop to many machines."""

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from lms.env import BASE_DIR, VAR_DIR, env, secret, value

PRODUCT_NAME_ZH = "青梯"
PRODUCT_NAME_EN = "Greenstep"
# Who answers for this installation: shown on the contact, personal-data and accessibility pages.
OPERATOR_ZH = env.str("OPERATOR_ZH", "青梯平台營運單位")
OPERATOR_EN = env.str("OPERATOR_EN", "Greenstep operating office")
CONTACT_EMAIL = env.str("CONTACT_EMAIL", "help@greenstep.example")

DEBUG = env.bool("DEBUG", False)
DEMO = env.bool("DEMO", False)
# A checkout makes its own secrets on first start; a public installation must be given them.
_MAKE_SECRETS = env.str("DJANGO_SETTINGS_MODULE", "") != "lms.settings.prod"
SECRET_KEY = secret("SECRET_KEY", generate=_MAKE_SECRETS)
VAULT_KEY = secret("VAULT_KEY", generate=_MAKE_SECRETS)
BLIND_INDEX_KEY = secret("BLIND_INDEX_KEY", generate=_MAKE_SECRETS)
ATTEMPT_TOKEN_KEY = secret("ATTEMPT_TOKEN_KEY", generate=_MAKE_SECRETS)

PORT = env.int("PORT", 8000)
PUBLIC_URL = env.str("PUBLIC_URL", f"http://localhost:{PORT}").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

OWN_APPS = [
    "lms.core",
    "lms.accounts",
    "lms.organizations",
    "lms.notices",
    "lms.portal",
    "question_bank.syllabus",
    "question_bank.items",
    "question_bank.review",
    "question_bank.formats",
    "courses.catalogue",
    "courses.classes",
    "courses.learning",
    "courses.tuition",
    "exams.papers",
    "exams.sittings",
    "exams.delivery",
    "exams.outcomes",
    "exams.practice",
    "exams.certificates",
    "exams.statistics",
    "lms.demo",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "channels",
    "csp",
    "django_structlog",
    *OWN_APPS,
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "lms.core.middleware.private_responses",
    "lms.core.middleware.refuse_nul",
]

ROOT_URLCONF = "lms.urls"
ASGI_APPLICATION = "lms.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lms.core.context.shell",
            ],
            "builtins": ["lms.core.templatetags.ui"],
        },
    },
]

# --- data -----------------------------------------------------------------------------------------------------------
DATABASE_URL = value("DATABASE_URL", f"sqlite:///{VAR_DIR}/db.sqlite3")
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # FULL: an acknowledged answer has reached the disk (the default installation scores exams on SQLite).
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA mmap_size=134217728;"
    "PRAGMA journal_size_limit=67108864;PRAGMA cache_size=-20000;",
}
POSTGRES_OPTIONS = {
    "connect_timeout": 5,
    # A server that went without a goodbye is noticed within seconds, not after the kernel's hours.
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
    # Nobody waits for ever for a row (SQLite: timeout), and a process stopped in mid-transaction loses its locks.
    "options": "-c lock_timeout=20s -c statement_timeout=60s -c idle_in_transaction_session_timeout=120s",
}
POOL_OPTIONS = {"min_size": 2, "max_size": 10, "timeout": 10, "max_lifetime": 1800, "max_idle": 300}


def database(url: str) -> dict[str, object]:
    """One entry of DATABASES from a URL; the options are those that each engine needs under ASGI."""
    import dj_database_url

    found: dict[str, object] = dict(dj_database_url.parse(url))
    found["CONN_MAX_AGE"] = 0
    if found["ENGINE"] == "django.db.backends.sqlite3":
        Path(str(found["NAME"])).parent.mkdir(parents=True, exist_ok=True)
        found["OPTIONS"] = SQLITE_OPTIONS
    else:
        found["CONN_HEALTH_CHECKS"] = True
        found["OPTIONS"] = POSTGRES_OPTIONS | {"pool": POOL_OPTIONS}
    return found


DATABASES = {"default": database(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- background work, sockets, cache --------------------------------------------------------------------------------
BROKER_URL = value("BROKER_URL", "filesystem://")
CELERY_BROKER_URL = BROKER_URL
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "Asia/Taipei"
CELERY_TASK_TIME_LIMIT = 1800
CELERY_WORKER_HIJACK_ROOT_LOGGER = False  # the worker writes the web process's logs, so personal data stays out
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
if BROKER_URL.startswith("filesystem:"):
    BROKER_DIR = VAR_DIR / "broker"
    for folder in ("queue", "control"):
        (BROKER_DIR / folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "data_folder_in": str(BROKER_DIR / "queue"),
        "data_folder_out": str(BROKER_DIR / "queue"),
        "control_folder": str(BROKER_DIR / "control"),
    }
else:
    # Sending a task never holds up a page for long: the sweep of due jobs makes good for a message that was not sent.
    CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 2400, "socket_timeout": 10, "socket_connect_timeout": 2}

CHANNEL_URL = value("CHANNEL_URL", "memory://")
CHANNEL_LAYERS: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}
    if CHANNEL_URL.startswith("memory:")
    else {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [CHANNEL_URL]},
    }
}
CACHE_URL = value("CACHE_URL", "database://")
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
        # Rate limits live here: within Django's 300 entries a crowd would push its own counters out.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
    if CACHE_URL.startswith("database:")
    else {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": CACHE_URL,
        "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2},
    }
}

# --- files, static, mail --------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS: list[Path] = []
MEDIA_ROOT = VAR_DIR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "lms.core.storage.ModuleManifestStorage"},
}
WHITENOISE_MAX_AGE = 60 * 60 * 24 * 365

EMAIL_URL = value("EMAIL_URL", "mailbox://")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Greenstep <no-reply@greenstep.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAILBOX_DIR = VAR_DIR / "mail"
if EMAIL_URL.startswith("mailbox:"):
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(MAILBOX_DIR)
else:
    _mail = env.dj_email_url("EMAIL_URL")
    EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
    EMAIL_HOST = _mail.get("EMAIL_HOST", "")
    EMAIL_PORT = _mail.get("EMAIL_PORT", 25)
    EMAIL_HOST_USER = _mail.get("EMAIL_HOST_USER", "")
    EMAIL_HOST_PASSWORD = _mail.get("EMAIL_HOST_PASSWORD", "")
    EMAIL_USE_TLS = _mail.get("EMAIL_USE_TLS", False)
    EMAIL_USE_SSL = _mail.get("EMAIL_USE_SSL", False)
    EMAIL_TIMEOUT = 5

CONTENT_DIR = BASE_DIR / "content"

# --- language and time ----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hant"
LANGUAGES = [("zh-hant", _("正體中文")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "lms" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Taipei"

# --- accounts -------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 60 * 60
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:start"
LOGOUT_REDIRECT_URL = "portal:home"
ACCOUNT_ADAPTER = "lms.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_LOGOUT_ON_GET = False
# A whole exam room signs in behind one address within minutes: successes are not counted by address, failures are.
ACCOUNT_RATE_LIMITS = {
    "login": "600/m/ip",
    "login_failed": "60/m/ip,5/5m/key",
    "request_login_code": "120/m/ip,3/m/key",
    "signup": "60/m/ip",
}
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"【{PRODUCT_NAME_ZH} {PRODUCT_NAME_EN}】"
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)
SESSION_COOKIE_AGE = 60 * 60 * 24
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "lms.portal.views.errors.csrf_failure"

# --- browser-side safety --------------------------------------------------------------------------------------------
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

# --- exam delivery --------------------------------------------------------------------------------------------------
NETWORK_GRACE_SECONDS = env.int("NETWORK_GRACE_SECONDS", 5)
JOURNAL_WINDOW_HOURS = env.int("JOURNAL_WINDOW_HOURS", 24)
MAX_CLOCK_SKEW_SECONDS = 2

# --- logs -----------------------------------------------------------------------------------------------------------
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False  # an address is personal data
LOG_LEVEL = env.str("LOG_LEVEL", "INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "lms.core.logs.formatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django.server": {"level": "WARNING"},
        "uvicorn.access": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
        "kombu.connection": {"level": "ERROR"},
    },
}
