"""All settings, in one file, from environment variables. docs/howto/settings.md explains each."""

from pathlib import Path

from django.utils.csp import CSP

from overstap.config import environment as env
from overstap_paper import WEB_FONTS

DEMO = env.flag("OVERSTAP_DEMO")
TEST_IDENTIFIERS = env.flag("OVERSTAP_TEST_IDENTIFIERS", default=DEMO)
ALLOWED_HOSTS = env.hosts("OVERSTAP_HOSTS")
LOOPBACK = {"localhost", "127.0.0.1", "[::1]", "testserver"}
if (DEMO or TEST_IDENTIFIERS) and not set(ALLOWED_HOSTS) <= LOOPBACK:
    raise env.WrongSetting(
        "OVERSTAP_HOSTS",
        "een publieke naam gaat niet samen met OVERSTAP_DEMO of OVERSTAP_TEST_IDENTIFIERS.",
    )

DEBUG = False
# docs/howto/keys.md: each key may have former ones beside it, until `overstap keys rotate` is done.
SECRET_KEY, *SECRET_KEY_FALLBACKS = [one.hex() for one in env.keys("OVERSTAP_SECRET_KEY")]
# Signs the actor of each transaction; the database holds the same key where only `definer` reads.
ACTOR_KEY = env.key("OVERSTAP_ACTOR_KEY")
# Turns national numbers and login names into keyed hashes.
LOOKUP_KEYS = env.keys("OVERSTAP_LOOKUP_KEY")
LOOKUP_KEY = LOOKUP_KEYS[0]
STATE_FOLDER = env.folder("OVERSTAP_STATE", Path.cwd() / ".state")
# The seals of the log: key and heads stand outside the database.
SEAL_KEY = env.folder("OVERSTAP_SEAL_KEY", STATE_FOLDER / "seals" / "key")
SEAL_HEADS = env.folder("OVERSTAP_SEAL_HEADS", STATE_FOLDER / "seals" / "heads.jsonl")
PUBLIC_URL = env.text("OVERSTAP_URL", "http://127.0.0.1:8000")
SHARED_FOLDER = env.folder("OVERSTAP_SHARED", Path.cwd().parent / "shared")

# The rooms, from below. What each brings to the pages that combine rooms stands in its `room.py`
# (doors/rooms.py), its addresses in its `urls.py`.
OVERSTAP_ROOMS = [
    "overstap.ui",
    "overstap.audit",
    "overstap.reference",
    "overstap.people",
    "overstap.organisations",
    "overstap.access",
    "overstap.dossier",
    "overstap.trajectories",
    "overstap.handover",
    "overstap.exchange",
    "overstap.research",
    "overstap.desk",
    "overstap.home",
]
INSTALLED_APPS = [
    *OVERSTAP_ROOMS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
]

# How many proxies of ours stand before the server; None: nobody said, and a public start refuses.
TRUSTED_PROXIES = env.integer("OVERSTAP_TRUSTED_PROXIES", None, lowest=0, highest=5)

MIDDLEWARE = [
    "overstap.config.proxies.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Adds up to 100 random bytes, so that a length does not tell what stands on a page (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "overstap.access.middleware.NotKeptMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "overstap.access.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "overstap.ui.middleware.OnlyButtonsMiddleware",
    "overstap.ui.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "overstap.config.urls"
WSGI_APPLICATION = "overstap.config.wsgi.application"
APPEND_SLASH = True

_database = env.database("DATABASE_URL")
DATABASES = {
    "default": {
        **_database,
        # Connections stay open in each thread: 2 workers x 4 threads is far below the limit.
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "options": "-c jit=off -c statement_timeout=30000"
            # A machine that vanished lets go of its locks within a minute, not after two hours.
            " -c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3",
            "keepalives_idle": 30,
            "keepalives_interval": 10,
            "keepalives_count": 3,
            # What a connection asks often is planned once: policies make planning dearer than
            # running.
            "server_side_binding": True,
            "prepare_threshold": 5,
            **env.database_tls("OVERSTAP_DATABASE_TLS", str(_database["HOST"])),
        },
        "TEST": {"NAME": env.text("OVERSTAP_TEST_DB", "overstap_test")},
    }
}
# Counting tries has a connection of its own, outside the transaction of the request: whoever waits
# for a count would else wait until the request before has checked its password.
DATABASES["counters"] = {**DATABASES["default"]}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["overstap.access.sign_in.KeyedNameBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
LOGIN_URL = "access:sign_in"
LOGIN_REDIRECT_URL = "home:front_door"
LOGOUT_REDIRECT_URL = "home:front_door"

ACCOUNT_ADAPTER = "overstap.access.sign_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
# An account and an address each have their own limit. A name is tried five times in five minutes.
# An address is a whole school at half past eight: wrong names and passwords count, right ones do
# not, so that thirty people sign in and one of them guessing locks nobody out. A code has 60 bits.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "60/m/ip,300/h/ip,5/5m/key",
    "second_factor": "5/5m/key",
    "open_code": "300/h/ip,10/h/key",
}
MFA_ADAPTER = "overstap.access.sign_in.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Overstap"
# Clocks of phones run up to 30 seconds off; a used code is refused for longer than that.
MFA_TOTP_TOLERANCE = 1

SESSION_ENGINE = "overstap.access.sessions"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "django.views.csrf.csrf_failure"
PUBLIC = not set(ALLOWED_HOSTS) <= LOOPBACK
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC
SECURE_SSL_REDIRECT = PUBLIC
SECURE_HSTS_SECONDS = 31_536_000 if PUBLIC else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}

# Rate limits count in the database: the workers share them. As JSON: Django's own would unpickle.
CACHES = {
    "default": {
        "BACKEND": "overstap.config.cache.TableCache",
        "LOCATION": "config_cache",
    }
}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "overstap.home.navigation.navigation",
            ],
            "builtins": ["overstap.ui.templatetags.dutch", "overstap.ui.templatetags.components"],
        },
    }
]

FORM_RENDERER = "overstap.ui.rendering.FormRenderer"

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands")]
TIME_ZONE = "Europe/Brussels"
USE_TZ = True

STATIC_URL = "static/"
# The letters of the pages stand in a report that stands alone too.
STATICFILES_DIRS = [("ui/fonts", WEB_FONTS)]
STATIC_ROOT = STATE_FOLDER / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Without a collectstatic step the server finds the files in the package itself.
WHITENOISE_USE_FINDERS = True

# Tasks of rooms are found by themselves; of the slices of exchange, these.
PROCRASTINATE_IMPORT_PATHS = ["overstap.exchange.kvs.tasks"]

# A job whose worker gave no sign of life for so long is taken over by another.
TAKEOVER_SECONDS: int = env.integer("OVERSTAP_TAKEOVER_SECONDS", 20, lowest=2, highest=600)

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
# As many messages as one upload takes: exchange.services.runs.MOST_FILES.
DATA_UPLOAD_MAX_NUMBER_FILES = 500
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# Mail holds codes: outside the demo it is printed nowhere, and sent only when it is set up.
MAIL = "console" if DEMO else "dummy"
MAILERS = {
    "default": env.mail_server("OVERSTAP_MAIL_SERVER")
    or {"BACKEND": env.text("OVERSTAP_MAIL", f"django.core.mail.backends.{MAIL}.EmailBackend")}
}
DEFAULT_FROM_EMAIL = env.text("OVERSTAP_MAIL_FROM", "overstap@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "overstap.config.logs.WithoutValues",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "filters": {"no_references": {"()": "overstap.config.logs.WithoutReferences"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["no_references"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
}
