"""The design system alone: no database, no other room. For its own tests and for a look by hand."""

from overstap_paper import WEB_FONTS

SECRET_KEY = "only-for-the-gallery"
DEBUG = False
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["overstap.ui", "django.contrib.staticfiles", "django_htmx"]
ROOT_URLCONF = "overstap.ui.urls"
DATABASES: dict[str, object] = {}
USE_TZ = True
TIME_ZONE = "Europe/Brussels"
LANGUAGE_CODE = "nl"
STATIC_URL = "static/"
STATICFILES_DIRS = [("ui/fonts", WEB_FONTS)]
FORM_RENDERER = "overstap.ui.rendering.FormRenderer"
MIDDLEWARE = [
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
]
WHITENOISE_USE_FINDERS = True
SECURE_CSP = {"default-src": ["'self'"], "img-src": ["'self'", "data:"]}
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": ["django.template.context_processors.request"],
            "builtins": ["overstap.ui.templatetags.dutch", "overstap.ui.templatetags.components"],
        },
    }
]
