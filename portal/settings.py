"""All settings, grouped; the environment is read through portal.env only. Documented in portal/docs/settings.md."""

import hashlib
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF

from cases.casework.states import CaseState
from cases.detection.states import CandidateState, MatchState, SourceState, TermKind
from cases.fingerprints.states import FingerprintState
from cases.referrals.states import ReferralState
from portal import env
from takedowns.evidence.states import ArchiveState
from takedowns.notices.parts import PartKind
from takedowns.notices.states import BlockState, NoticeKind, NoticeState
from takedowns.review.states import ReviewState

BASE_DIR = Path(__file__).resolve().parent.parent

# ---- where and how it runs ------------------------------------------------------------------------------------
DEMO = env.flag("DEMO")  # sample agencies, seconds instead of hours, loopback sites; refused on a public address
TESTING = env.flag("TESTING")
DEBUG = False
SECRET_KEY = env.secret("SECRET_KEY")
PUBLIC_URL = env.text("PUBLIC_URL", "http://127.0.0.1:8000")
EXIT_URL = env.text("EXIT_URL", "https://www.bbc.com/weather")  # where the quick exit leads: somewhere neutral
ALLOWED_HOSTS = env.listing("ALLOWED_HOSTS", ("127.0.0.1", "localhost", "[::1]"))
HTTPS = env.flag("HTTPS", default=not (DEMO or TESTING or PUBLIC_URL.startswith("http://127.0.0.1")))
CSRF_TRUSTED_ORIGINS = env.listing("CSRF_TRUSTED_ORIGINS", (PUBLIC_URL,))
RUN_DIR = Path(env.text("RUN_DIR", str(BASE_DIR / ".run")))
ROOT_URLCONF = "portal.urls"
FORM_RENDERER = "agencies.tenancy.forms.GovukRenderer"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "agencies",
    "cases",
    "takedowns",
    "portal",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_htmx",
    "drf_spectacular",
    "guardian",
    "rest_framework",
]

MIDDLEWARE = [
    "agencies.tenancy.middleware.RequestIdMiddleware",
    "agencies.workspace.middleware.OwnHostMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "agencies.tenancy.middleware.PrivacyHeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "agencies.people.middleware.SessionActorMiddleware",
    "agencies.access.middleware.ServiceKeyMiddleware",
    "agencies.tenancy.middleware.TenantScopeMiddleware",
    "agencies.audit.middleware.SignInTrailMiddleware",
    "agencies.keys.middleware.KeyTroubleMiddleware",
    "agencies.workspace.middleware.FaceMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "portal" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "agencies.people.web.page_context",
                "agencies.workspace.web.face_context",
                "agencies.help.web.banner_context",
            ],
        },
    },
]

# ---- database and broker --------------------------------------------------------------------------------------
DATABASES = {"default": env.database("DATABASE_URL")}
MATCHER_DATABASE_URL = env.secret("MATCHER_DATABASE_URL", "")
MATCH_INDEX_DIR = Path(env.text("MATCH_INDEX_DIR", str(RUN_DIR / "match-index")))  # holds fingerprint values
MATCH_SOCKET = Path(env.text("MATCH_SOCKET", str(RUN_DIR / "matcher.sock")))
MATCH_DELTA_LIMIT = env.number("MATCH_DELTA_LIMIT", 100_000)  # newer values than the index's that are looked through
MATCH_ERASE_SECONDS = env.number("MATCH_ERASE_SECONDS", 3600)  # withdrawn values leave the index's files then
MATCH_INDEX_SECONDS = env.number("MATCH_INDEX_SECONDS", 60)
MATCH_MAX_LAG_SECONDS = env.number("MATCH_MAX_LAG_SECONDS", 60)
BROKER_URL = env.secret("BROKER_URL", "")

# ---- keys ------------------------------------------------------------------------------------------------------
KEY_PEPPER = env.secret("KEY_PEPPER", "")  # of service keys; lines, the newest first; empty: SECRET_KEY
MASTER_KEY = env.secret("MASTER_KEY", "")  # lines of name:64 hexadecimal digits, the newest first
PKCS11_MODULE = env.text("PKCS11_MODULE", "")  # path of the token's library; the master key is then inside the token
PKCS11_TOKEN = env.text("PKCS11_TOKEN", "")
PKCS11_PIN = env.secret("PKCS11_PIN", "")
PKCS11_KEY_LABELS = env.listing("PKCS11_KEY_LABELS")  # the newest first
SHRED_LIST = Path(env.text("SHRED_LIST", str(RUN_DIR / "shred-list.txt")))  # survives a restored database

# ---- cache: rate counters and used one-time codes --------------------------------------------------------------
CACHE_URL = env.secret("CACHE_URL", "")  # a Redis or Valkey; empty: the broker's, database 1
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache"
        if TESTING or not BROKER_URL
        else "portal.health.CalmCache",
        "LOCATION": CACHE_URL or BROKER_URL.rpartition("/")[0] + "/1",
        "KEY_PREFIX": "portal-cache",
    }
}

# ---- background work ------------------------------------------------------------------------------------------
CELERY_BROKER_URL = BROKER_URL
CELERY_TASK_DEFAULT_QUEUE = env.text("CELERY_QUEUE", "portal")
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_timeout": 30,
    "socket_connect_timeout": 5,
    "socket_keepalive": True,
    "global_keyprefix": "portal:",
    "queue_order_strategy": "priority",
}
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_TASK_IGNORE_RESULT = True
CELERY_RESULT_EXPIRES = None  # there are no results, so nothing is cleaned up at night
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_MAX_TASKS_PER_CHILD = 5000  # a new process starts a browser and a sandbox of its own again
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
JOB_LEASE_SECONDS = env.number("JOB_LEASE_SECONDS", 20 if DEMO else 300)
JOB_MAX_ATTEMPTS = env.number("JOB_MAX_ATTEMPTS", 6)
JOB_AWAY_SECONDS = env.number("JOB_AWAY_SECONDS", 2 if DEMO or TESTING else 30)  # between tries without the matcher
SWEEP_SECONDS = env.number("SWEEP_SECONDS", 1 if DEMO else 10)
ROUNDS_SECONDS = env.number("ROUNDS_SECONDS", 1 if DEMO else 20)
RETENTION_SECONDS = env.number("RETENTION_SECONDS", 3600)
HEARTBEAT_SECONDS = env.number("HEARTBEAT_SECONDS", 5 if DEMO else 30)
AUDIT_SEAL_SECONDS = env.number("AUDIT_SEAL_SECONDS", 5)
AUDIT_READ_SECONDS = env.number("AUDIT_READ_SECONDS", 600)  # the same read again within it leaves no second line
AUDIT_SOURCE_DAYS = env.number("AUDIT_SOURCE_DAYS", 731)  # how long staff's network addresses are kept
AUDIT_ANCHOR_SECONDS = env.number("AUDIT_ANCHOR_SECONDS", 86400)
AUDIT_ANCHOR_FILE = env.text("AUDIT_ANCHOR_FILE", str(RUN_DIR / "anchors.jsonl"))  # copy it to another machine
RDAP_BOOTSTRAP = env.text("RDAP_BOOTSTRAP", "https://data.iana.org/rdap")  # RFC 9224; empty: RDAP is not asked
WHOIS_SERVER = env.text("WHOIS_SERVER", "whois.iana.org")  # the first one that is asked; empty: WHOIS is not asked
TSA_URL = env.text("TSA_URL", "")  # RFC 3161; empty: anchors carry no time stamp
TSA_ROOTS = env.text("TSA_ROOTS", "")  # PEM file; with it the authority's signature is checked before it is kept

# ---- people and sign-in ---------------------------------------------------------------------------------------
AUTH_USER_MODEL = "agencies.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
if TESTING:
    PASSWORD_HASHERS.insert(0, "django.contrib.auth.hashers.MD5PasswordHasher")
AUTH_PASSWORD_VALIDATORS = [{"NAME": "agencies.people.forms.PasswordRules"}]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "agencies.people.adapters.ClosedAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_RATE_LIMITS = {"login_failed": "10/15m/key"}  # second steps; wrong passwords are counted by axes alone
MFA_ADAPTER = "agencies.people.adapters.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Maru"
SOCIALACCOUNT_ADAPTER = (
    "agencies.people.views.provider.MemberSignIn"  # an agency's own sign-in service, for its members
)
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_STORE_TOKENS = False
SIGN_IN_ALLOWED_NETWORKS = env.listing("SIGN_IN_ALLOWED_NETWORKS")  # where such a service may be besides the internet
SIGN_IN_ALLOWED_PORTS = [int(port) for port in env.listing("SIGN_IN_ALLOWED_PORTS")]
AXES_FAILURE_LIMIT = 6
AXES_COOLOFF_TIME = timedelta(minutes=30)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "agencies.people.web.axes_username"
AXES_CLIENT_IP_CALLABLE = "agencies.tenancy.web.caller"
AXES_LOCKOUT_TEMPLATE = "429.html"
AXES_HTTP_RESPONSE_CODE = 429
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True
GUARDIAN_AUTO_PREFETCH = False
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False

# ---- cookies and headers --------------------------------------------------------------------------------------
SESSION_COOKIE_AGE = 1800
SESSION_SAVE_EVERY_REQUEST = True
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "portal.health.csrf_failure"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 63072000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_PROXY") else None
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if SECURE_PROXY_SSL_HEADER else 0  # whose addresses the list of sessions shows
SECURE_REFERRER_POLICY = "same-origin"  # with no-referrer browsers post forms with Origin: null, which CSRF refuses
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "blob:"],
        "media-src": [SELF, "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    },
}

# ---- institutions that adopt the portal: applications, agreements, terms ----------------------------------------
APPLICATIONS_OPEN = env.flag("APPLICATIONS_OPEN", default=True)
SCREENING_BY_TWO = env.flag("SCREENING_BY_TWO")  # one reviewer proposes, another one accepts
AGREEMENT_CERTIFICATE = env.text("AGREEMENT_CERTIFICATE", "")  # PKCS#12 or PEM; empty: copies are marked as unsigned
AGREEMENT_KEY = env.text("AGREEMENT_KEY", "")  # PEM; empty with PKCS#12
AGREEMENT_KEY_PASSWORD = env.secret("AGREEMENT_KEY_PASSWORD", "")
PLATFORM_OPERATOR = env.text("PLATFORM_OPERATOR", "")  # the processor: name and place
PLATFORM_SUB_PROCESSORS = env.text("PLATFORM_SUB_PROCESSORS", "")
PLATFORM_STORAGE = env.text("PLATFORM_STORAGE", "")
RENEWAL_DAYS = env.number("RENEWAL_DAYS", 365)
RENEWAL_REMIND_DAYS = env.number("RENEWAL_REMIND_DAYS", 60)
RENEWAL_LAPSE = env.text("RENEWAL_LAPSE", "remind")  # or "suspend"; nothing is ever deleted
RENEWAL_GRACE_DAYS = env.number("RENEWAL_GRACE_DAYS", 60)
APPLICATION_KEEP_DAYS = env.number("APPLICATION_KEEP_DAYS", 180)  # of one declined or taken back

# ---- uploads: none, but for PDF documents of applicants (agencies.onboarding.web) --------------------------------
FILE_UPLOAD_HANDLERS = ["agencies.tenancy.web.RefuseFiles"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

# ---- languages and time ---------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ko", "한국어")]
LOCALE_PATHS = [BASE_DIR / "portal" / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Strict"
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
FORMAT_MODULE_PATH = "portal.formats"
TIME_ZONE = "UTC"
USE_I18N = USE_TZ = True

# ---- static files ---------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(RUN_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "portal" / "static"]
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = TESTING
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedStaticFilesStorage"
    },
}

# ---- ways out -------------------------------------------------------------------------------------------------
EMAIL_BACKEND = (
    "django.core.mail.backends.locmem.EmailBackend" if TESTING else "django.core.mail.backends.smtp.EmailBackend"
)
SMTP_HOST = EMAIL_HOST = env.text("SMTP_HOST", "127.0.0.1")
SMTP_PORT = EMAIL_PORT = env.number("SMTP_PORT", 25)
SMTP_SECURITY = env.text("SMTP_SECURITY", "none" if DEMO or TESTING else "starttls")
SMTP_USER = EMAIL_HOST_USER = env.text("SMTP_USER", "")
SMTP_PASSWORD = EMAIL_HOST_PASSWORD = env.secret("SMTP_PASSWORD", "")
EMAIL_USE_TLS = SMTP_SECURITY == "starttls"
EMAIL_USE_SSL = SMTP_SECURITY == "tls"
EMAIL_TIMEOUT = 20
SMTP_ALLOWED_NETWORKS = env.listing("SMTP_ALLOWED_NETWORKS")  # private networks in which an agency's own server may be
SMTP_ALLOWED_PORTS = [int(port) for port in env.listing("SMTP_ALLOWED_PORTS")]
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "portal@localhost")
CRAWL_USER_AGENT = env.text("CRAWL_USER_AGENT", "Mozilla/5.0 (compatible; LinkCheck/1.0)")
CRAWL_ALLOWED_NETWORKS = env.listing("CRAWL_ALLOWED_NETWORKS")  # loopback in the demo; empty anywhere else
CRAWL_ALLOWED_PORTS = [int(port) for port in env.listing("CRAWL_ALLOWED_PORTS")]
CRAWL_REQUESTS_PER_SECOND = env.number("CRAWL_REQUESTS_PER_SECOND", 2000 if DEMO else 2)
CRAWL_HOST_CONNECTIONS = env.number("CRAWL_HOST_CONNECTIONS", 2)  # at a time, of all workers together
CRAWL_BACKOFF_SECONDS = env.number("CRAWL_BACKOFF_SECONDS", 1 if DEMO or TESTING else 30)  # after a first failure
CRAWL_SLOTS = env.number("CRAWL_SLOTS", 2)  # parts of one agency at a time
CRAWL_THREADS = env.number("CRAWL_THREADS", 12)  # fetches of one worker process at a time
CRAWL_DECODERS = env.number("CRAWL_DECODERS", 1)  # sandboxes of one worker process
CRAWL_ROBOTS = env.text("CRAWL_ROBOTS", "ignore" if DEMO or TESTING else "delay-only")  # or "ignore", "obey"
CRAWL_ROBOTS_REASON = env.text("CRAWL_ROBOTS_REASON", "")  # why, for those who ask; "ignore" needs one
CRAWL_PRIORITY = env.number("CRAWL_PRIORITY", 3 if DEMO else 9)  # 0 first, 9 last; 3 is that of most jobs
CRAWL_PART_SECONDS = env.number("CRAWL_PART_SECONDS", 1 if DEMO else 5)  # one job's share of the crawl
CHROMIUM_PATH = env.text("CHROMIUM_PATH", "")
CHROMIUM_ALLOW_NO_SANDBOX = env.flag("CHROMIUM_ALLOW_NO_SANDBOX")
CAPTURE_WARM = env.flag("CAPTURE_WARM", not TESTING)

# ---- exports: archives that agencies take home --------------------------------------------------------------
EXPORT_DIR = Path(env.text("EXPORT_DIR", str(RUN_DIR / "exports")))  # never below anything that is served
EXPORT_SIGNING_KEY = env.secret("EXPORT_SIGNING_KEY", "")  # Ed25519, PEM; empty: derived from SECRET_KEY

# ---- API ------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["agencies.access.web.ActorAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["agencies.access.web.DeclaredActionPermission"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "agencies.access.web.NewestFirst",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "agencies.access.web.problem",
    "PAGE_SIZE": 50,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Maru API",
    "DESCRIPTION": "Cases, fingerprints, watch sources, finds and notices of one agency. No media is ever accepted or given out.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        kind.__name__: [(state.value, state.value) for state in kind]
        for kind in (
            ArchiveState,
            BlockState,
            CandidateState,
            CaseState,
            FingerprintState,
            MatchState,
            NoticeKind,
            NoticeState,
            PartKind,
            ReferralState,
            ReviewState,
            SourceState,
            TermKind,
        )
    }
    | {"ProviderKind": "takedowns.recipients.models.Provider.Kind"},
}

# ---- demo -----------------------------------------------------------------------------------------------------
DEMO_SITES = env.listing("DEMO_SITES")  # host:port of the two sample sites
DEMO_REPORT = Path(env.text("DEMO_REPORT", str(BASE_DIR / ".run" / "demo.json")))  # figures of `make demo ONCE=1`
DEMO_CONTROL_TOKEN = hashlib.sha256(f"demo:{SECRET_KEY}".encode()).hexdigest()  # opens the sample sites' own door

# ---- logs -----------------------------------------------------------------------------------------------------
LOG_LEVEL = env.text("LOG_LEVEL", "WARNING")
LOGGING_CONFIG = None  # portal.apps configures structlog and the standard library's loggers together
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]
