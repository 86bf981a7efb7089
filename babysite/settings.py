"""Every setting of the site, read from the environment (or a file named .env beside manage.py); limits in `limits`.

Nothing needs to be set on one's own machine. .env.example lists what can be; a test keeps the two in step.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from babysite import __version__
from babysite.addresses import database_at, mail_at, redis_at, site_at, webhook_at
from babysite.embedded.roles import SITE_ROLE
from babysite.environment import one_of, read_env_file, text, time_zone, whole_number, words, yes_or_no
from babysite.hosts import hosts_of, origins_of
from babysite.media_files import media_files
from babysite.paths import BASE_DIR, postgres_home, socket_dir, valkey_url, var_dir
from babysite.secret_key import get_or_make_secret_key
from babysite.social_keys import keys_of, share_key_of
from babysite.static_headers import add_headers

read_env_file(Path(os.environ.get("ENV_FILE") or BASE_DIR / ".env"))

from babysite.limits import *  # noqa: E402, F403 - limits are read from .env too


def folder(name: str, *, default: Path) -> Path:
    """Returns a folder. Relative ones start beside manage.py, wherever the process was started."""
    return BASE_DIR / text(name, str(default))


VAR_DIR = var_dir()

# ---- Safety

SECRET_KEY = text("SECRET_KEY") or get_or_make_secret_key(VAR_DIR / "secret_key")
SECRET_KEY_FALLBACKS = words("SECRET_KEY_OLD", default=[])  # what they signed and encrypted still holds
# Wraps the keys that encrypt people's names and pictures, see docs/keeping-keys.md. Unset: made at the first start.
MASTER_KEY = text("MASTER_KEY")
MASTER_KEY_OLD = words("MASTER_KEY_OLD", default=[])
MASTER_KEY_FILE = VAR_DIR / "master_key"
# Sign pictures, see docs/keeping-keys.md: PEM files, the operator's and the site's own; and who is asked for the time.
CONTENT_CREDENTIALS = BASE_DIR / given if (given := text("CONTENT_CREDENTIALS")) else None
CONTENT_CREDENTIALS_FILE = VAR_DIR / "content_credentials"
TIME_STAMP_URL = text("TIME_STAMP_URL")
DEBUG = yes_or_no("DEBUG", default=False)
HOSTS = words("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = origins_of(words("CSRF_TRUSTED_ORIGINS", default=[]))
HTTPS_ONLY = yes_or_no("HTTPS_ONLY", default=False)
TRUSTED_PROXY_COUNT = whole_number("TRUSTED_PROXY_COUNT", 0, at_least=0)

# Of our own proxies only: whoever reaches us directly could write the header as well.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_COUNT else None
SECURE_SSL_REDIRECT = HTTPS_ONLY
SECURE_REDIRECT_EXEMPT = [r"^healthz/"]  # a load balancer asks over plain HTTP
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS_ONLY else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS_ONLY
SECURE_HSTS_PRELOAD = HTTPS_ONLY  # a word in the header; browsers take it up only when the operator asks them to
# Cookies know no ports: without names of their own, two sites on one machine would sign each other's people out. By the
# key, because machines that share a site share it; by the oldest one, so that a new key signs nobody out.
COOKIE_SUFFIX = hashlib.sha256(f"cookies {[SECRET_KEY, *SECRET_KEY_FALLBACKS][-1]}".encode()).hexdigest()[:8]
# With this prefix browsers take a cookie from this very host alone, and only over HTTPS: no neighbour under the same
# domain can plant one.
COOKIE_PREFIX = "__Host-" if HTTPS_ONLY else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid_{COOKIE_SUFFIX}"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken_{COOKIE_SUFFIX}"
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}language_{COOKIE_SUFFIX}"
TIME_ZONE_COOKIE_NAME = f"{COOKIE_PREFIX}timezone_{COOKIE_SUFFIX}"
DEVICE_COOKIE_NAME = f"{COOKIE_PREFIX}device_{COOKIE_SUFFIX}"
SESSION_ENGINE = "accounts.session_store"
SESSION_COOKIE_SECURE = HTTPS_ONLY
CSRF_COOKIE_SECURE = HTTPS_ONLY
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "babysite.error_pages.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Ways to sign in that others offer, each only where both of its keys are given.
SIGN_IN_BY = {
    name: keys
    for name, keys in {
        "kakao": keys_of("KAKAO", text("KAKAO_CLIENT_ID"), text("KAKAO_CLIENT_SECRET")),
        "naver": keys_of("NAVER", text("NAVER_CLIENT_ID"), text("NAVER_CLIENT_SECRET")),
        "google": keys_of("GOOGLE", text("GOOGLE_CLIENT_ID"), text("GOOGLE_CLIENT_SECRET")),
    }.items()
    if keys
}
# A form that is answered with a detour to one of them counts as sent there.
SIGN_IN_PLACES = {
    "kakao": ["https://kauth.kakao.com", "https://accounts.kakao.com"],
    "naver": ["https://nid.naver.com"],
    "google": ["https://accounts.google.com"],
}

# A button that hands links to KakaoTalk. Pages show this key: it is for scripts.
KAKAO_SHARE_KEY = share_key_of(text("KAKAO_SHARE_KEY"))

# No inline scripts or styles anywhere. blob: and data: are for the preview of a photo before it is sent, and for the
# picture that an authenticator app reads.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "blob:", "data:"],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF, *(place for name in SIGN_IN_BY for place in SIGN_IN_PLACES[name])],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}

# ---- Where it listens, for `make run`

HOST = text("HOST", "127.0.0.1")
PORT = whole_number("PORT", 0, at_least=0, at_most=65535) or None  # None = 8000, or the next free one

# Every absolute address begins with it, in emails and in what other sites are told: not with what a request names.
SITE_URL = site_at("SITE_URL", host=HOSTS[0], is_https=HTTPS_ONLY, port=PORT or 8000)
KNOWN_HOSTS = hosts_of(HOSTS, site_url=SITE_URL, port=PORT or 8000)
ALLOWED_HOSTS = [name for name, _port in KNOWN_HOSTS]  # Django compares names alone; babysite.middleware the ports too

# ---- Parts

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.google",
    "allauth.socialaccount.providers.kakao",
    "allauth.socialaccount.providers.naver",
    "allauth.usersessions",
    "channels",
    "csp",
    "django_dramatiq",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
    "accounts",
    "generation",
]

MIDDLEWARE = [
    "babysite.link_headers.untold_links",
    "django.middleware.security.SecurityMiddleware",
    "babysite.middleware.known_hosts",
    "babysite.static_answers.WholeStaticFiles",
    "csp.middleware.CSPMiddleware",
    "babysite.middleware.known_methods",
    "babysite.middleware.private_pages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "babysite.time_zones.visitors_time_zone",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.tokens.bearer.accept_tokens",
    "accounts.session_store.note_visits",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.security_log.middleware.note_answers",
    "babysite.suspended.refuse_suspended",
    "babysite.middleware.requests_at_once",
]

ROOT_URLCONF = "babysite.urls"
ASGI_APPLICATION = "babysite.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# ---- Data: the site's own servers under var/ unless addresses are given

GIVEN_DATABASE = database_at("DATABASE_URL")
HAS_OWN_DATABASE = not GIVEN_DATABASE
REDIS_URL = redis_at("REDIS_URL")
HAS_OWN_BROKER = not REDIS_URL
if HAS_OWN_BROKER:
    REDIS_URL = valkey_url(VAR_DIR)

OWN_DATABASE = {
    "ENGINE": "django.db.backends.postgresql",
    "NAME": "babysite",
    "USER": SITE_ROLE,
    "HOST": str(socket_dir(postgres_home(VAR_DIR))),
}
DATABASES = {
    "default": {
        **(GIVEN_DATABASE or OWN_DATABASE),
        # The web process keeps those of its threads, see babysite.web.
        "CONN_MAX_AGE": 0,
        # A worker keeps its connection over minutes of computation; ask before trusting it.
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"NAME": "babysite_test"},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "babysite.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "babysite:cache",
    }
}
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL], "prefix": "babysite:channels"},
    }
}

# The job table is the truth and the broker a doorbell: no results backend, no table of messages.
DRAMATIQ_BROKER = {
    "BROKER": "dramatiq.brokers.redis.RedisBroker",
    "OPTIONS": {
        "url": REDIS_URL,
        "namespace": "babysite:dramatiq",
        # With dramatiq's defaults a killed worker's message comes back after 11 minutes (median), so after 10 s.
        "heartbeat_timeout": 10_000,
        "maintenance_chance": 1_000_000,
    },
    # Named one by one: the default list names a class that dramatiq 2 no longer has.
    "MIDDLEWARE": [
        "dramatiq.middleware.AgeLimit",
        "dramatiq.middleware.TimeLimit",
        "dramatiq.middleware.ShutdownNotifications",
        "dramatiq.middleware.Callbacks",
        "dramatiq.middleware.Retries",
        "django_dramatiq.middleware.DbConnectionsMiddleware",
    ],
}

MEDIA_ROOT = folder("MEDIA_ROOT", default=BASE_DIR / "media")
# Of films that are being written. Both are emptied at each start, and nobody else can look into them.
SCRATCH_DIR = VAR_DIR / "scratch"
TMP_DIR = VAR_DIR / "tmp"
MODELS_DIR = folder("MODELS_DIR", default=VAR_DIR / "models")
# ml_core reads these two and MODELS_DIR from the environment itself, where .env has put them. An empty GENERATOR is the
# built-in one.
GENERATOR = text("GENERATOR")
PERCEPTUAL_TRUNK = one_of("PERCEPTUAL_TRUNK", ["AUTO", "HED", "KERAS", "ZHANG"])
STATIC_ROOT = VAR_DIR / "static"
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_FILES = media_files(one_of("MEDIA_STORAGE", ["FOLDER", "S3"]))
STORAGES = {
    # Private: served only by views that check who asks, so there is no MEDIA_URL.
    "default": {"BACKEND": "generation.storage.vault.storage.EncryptedStorage", "OPTIONS": {"inner": MEDIA_FILES}},
    "staticfiles": {"BACKEND": "babysite.staticfiles.HashedStaticFilesStorage"},
}
WHITENOISE_ADD_HEADERS_FUNCTION = add_headers
# Photos are decoded in a process that a seccomp filter keeps from all but computing. Required: not without that filter.
REQUIRE_SECCOMP = yes_or_no("REQUIRE_SECCOMP", default=False)
# Photos that a network takes for nudity are refused, and nobody is told (docs/decisions/0071).
SCREEN_UPLOADS = yes_or_no("SCREEN_UPLOADS", default=True)
# A photo as it arrives tells where it was taken: none of it touches the disk, neither the body nor its files.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# Families, or children of one, on a page and in an answer of the API.
PAGE_SIZE = 60

# ---- People

AUTH_USER_MODEL = "accounts.User"
# Django's own besides would compute every password's hash twice.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
MIN_PASSWORD_LENGTH = 8
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": MIN_PASSWORD_LENGTH},
    },
    {"NAME": "accounts.passwords.validators.CommonPasswordValidator"},
    {
        "NAME": "accounts.passwords.validators.ContextPasswordValidator",
        "OPTIONS": {"min_length": MIN_PASSWORD_LENGTH},
    },
]
PASSWORD_RESET_TIMEOUT = 3600  # seconds, of the link in the email
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "families:list"

MAIL = mail_at("EMAIL_URL", "consolemail://")
MAIL_SENDER = MAIL.pop("EMAIL_BACKEND")
CAN_SEND_MAIL = MAIL_SENDER != "django.core.mail.backends.console.EmailBackend"
vars().update(MAIL)
EMAIL_TIMEOUT = 20
# Nobody waits for a mail server, and how long that would take tells nobody who has an account.
EMAIL_BACKEND = "accounts.mail.backend.QueueingBackend" if CAN_SEND_MAIL else MAIL_SENDER
DEFAULT_FROM_EMAIL = text("DEFAULT_FROM_EMAIL", "babysite <babysite@localhost>")
# Who is told of reports where there are no moderators.
OPERATOR_EMAIL = text("OPERATOR_EMAIL")
MODERATION_WEBHOOK_PRIVATE = yes_or_no("MODERATION_WEBHOOK_PRIVATE", default=False)
MODERATION_WEBHOOK_URL = webhook_at("MODERATION_WEBHOOK_URL", may_be_private=MODERATION_WEBHOOK_PRIVATE)

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.adults.AdultDeclaration"
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "signup": "accounts.forms.SignUpForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
}
# An address that nothing can be sent to cannot be confirmed. Where it must be, a code does it: it is typed where one
# signs up, whichever device the email is read on, and whoever gives somebody else's address sees the same page.
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if CAN_SEND_MAIL else "optional"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = CAN_SEND_MAIL  # allauth has the code only where it must be
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = 5
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_SESSION_REMEMBER = True
MFA_ADAPTER = "accounts.two_step.TwoStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "accounts.two_step.SecondStepForm",
    "add_webauthn": "accounts.passkeys.AddPasskeyForm",
    "edit_webauthn": "accounts.passkeys.RenamePasskeyForm",
    "reauthenticate": "accounts.two_step.SecondStepAgainForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "babysite"
# A code holds for its half minute, no step before or after: allauth remembers what was used for no longer than that.
MFA_TOTP_TOLERANCE = 0
# Otherwise nobody could have one where nothing can be sent.
MFA_ALLOW_UNVERIFIED_EMAIL = not CAN_SEND_MAIL
STAFF_NEED_TWO_STEPS = yes_or_no("STAFF_NEED_TWO_STEPS", default=HTTPS_ONLY)

USERSESSIONS_ADAPTER = "accounts.security_log.listeners.SessionsAdapter"

SOCIALACCOUNT_ADAPTER = "accounts.social.SocialAdapter"
SOCIALACCOUNT_FORMS = {"signup": "accounts.forms.OtherAccountForm"}
SOCIALACCOUNT_AUTO_SIGNUP = False  # everybody declares their age
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SIGN_IN_BY_OPTIONS: dict[str, dict[str, Any]] = {
    "kakao": {"SCOPE": ["account_email"]},
    "naver": {},  # asks for what its console says
    "google": {"SCOPE": ["openid", "email"], "OAUTH_PKCE_ENABLED": True},
}
SOCIALACCOUNT_PROVIDERS = {name: {"APP": keys, **SIGN_IN_BY_OPTIONS[name]} for name, keys in SIGN_IN_BY.items()}

ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT

# ---- API

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.tokens.bearer.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "babysite.api_parsers.ShallowJSONParser",
        "rest_framework.parsers.MultiPartParser",
        "rest_framework.parsers.FormParser",
    ],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "ALLOWED_VERSIONS": [None],  # or the schema would repeat a version that its address asks for
    "EXCEPTION_HANDLER": "babysite.api_errors.handle_api_exception",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
VERSION = __version__
SPECTACULAR_SETTINGS = {
    "DEFAULT_GENERATOR_CLASS": "babysite.api_schema.KeptSchema",
    "TITLE": "babysite",
    "DESCRIPTION": "Two parents' photos in, their child's face out. Imagined, for fun.",
    "VERSION": VERSION,
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "SexEnum": "generation.models.Sex",
        "SourceEnum": "generation.engine.SOURCES",
        "ConsentBasisEnum": "accounts.models.ConsentBasis",
    },
}

# ---- Words

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ko", _("Korean"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
# Of emails, exports and the log, and of pages for a browser that does not say its own.
TIME_ZONE = time_zone("TIME_ZONE", "UTC")
FORMAT_MODULE_PATH = ["babysite.formats"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = HTTPS_ONLY

# ---- Logs

LOG_LEVEL = one_of("LOG_LEVEL", ["INFO", "DEBUG", "WARNING", "ERROR"])
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "class": "babysite.log_lines.DiscreetFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    # The health address answers 503 as long as something is missing, to whoever asks every second.
    "filters": {
        "no_503": {
            "()": "django.utils.log.CallbackFilter",
            "callback": lambda record: getattr(record, "status_code", 0) != 503,
        },
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["no_503"]}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        # Its own handler would only mail people who do not exist.
        "django": {"handlers": [], "level": LOG_LEVEL, "propagate": True},
        # They tell of every start and end, which the supervisor and the workers say themselves.
        "dramatiq": {"level": "WARNING"},
        "uvicorn": {"level": "WARNING"},
    },
}
