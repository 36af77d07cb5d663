# Copyright 2026 The Tenon Authors
# SPDX-License-Identifier: Apache-2.0
"""A site with Django OAuth Toolkit, one resource per scope, and what the tests do behind its back.

The only argument is JSON: port, folder, account and the options of DjangoOAuthServer.swift.
"""

import base64
import json
import sys
from datetime import timedelta

import django
from django.conf import settings
from jwcrypto.jwk import JWK

option = json.loads(sys.argv[1])
base = f"http://127.0.0.1:{option['port']}"
login_page = "<title>Log in</title>{% csrf_token %}{{ form }}<button>Log in</button>"

settings.configure(
    SECRET_KEY="for tests only",
    ALLOWED_HOSTS=["127.0.0.1", "localhost"],
    ROOT_URLCONF="__main__",
    STATIC_URL="static/",
    USE_TZ=True,
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": option["folder"] + "/django.sqlite",
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA synchronous = OFF; PRAGMA journal_mode = WAL;",
            },
        }
    },
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.staticfiles",
        "oauth2_provider",
    ],
    MIDDLEWARE=[
        "__main__.recorded",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "context_processors": ["django.template.context_processors.request"],
                "loaders": [
                    ("django.template.loaders.locmem.Loader", {"login.html": f"<form method=post>{login_page}</form>"}),
                    "django.template.loaders.app_directories.Loader",
                ],
            },
        }
    ],
    LOGIN_URL="/login",
    # The real ones are slow on purpose.
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    OAUTH2_PROVIDER={
        "SCOPES": {
            "openid": "Know who you are",
            "profile": "See your name",
            "files:read": "Read your files",
            "files:write": "Change your files",
        },
        "DEFAULT_SCOPES": ["files:read"],
        "OIDC_ENABLED": True,
        "OIDC_ISS_ENDPOINT": f"{base}/o",
        "OIDC_RSA_PRIVATE_KEY": JWK.generate(kty="RSA", size=2048).export_to_pem(True, None).decode(),
        "DCR_ENABLED": True,
        "DCR_REGISTRATION_PERMISSION_CLASSES": ["oauth2_provider.dcr.AllowAllDCRPermission"],
        "PKCE_REQUIRED": option["requiresPKCE"],
        "ACCESS_TOKEN_EXPIRE_SECONDS": option["accessTokenSeconds"],
        "REFRESH_TOKEN_EXPIRE_SECONDS": option.get("refreshTokenSeconds"),
        "REFRESH_TOKEN_GRACE_PERIOD_SECONDS": option["refreshGraceSeconds"],
        "REFRESH_TOKEN_REUSE_PROTECTION": option["protectsAgainstReuse"],
        "ROTATE_REFRESH_TOKEN": option["rotatesRefreshTokens"],
    },
)
django.setup()

import waitress  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.contrib.auth.views import LoginView  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db.models.signals import pre_save  # noqa: E402
from django.http import JsonResponse  # noqa: E402
from django.urls import include, path  # noqa: E402
from django.utils import timezone  # noqa: E402
from django.views.decorators.csrf import csrf_exempt  # noqa: E402
from oauth2_provider.decorators import protected_resource  # noqa: E402
from oauth2_provider.models import AccessToken, Application, RefreshToken  # noqa: E402
from oauth2_provider.urls import metadata_urlpatterns  # noqa: E402

token_requests = []


def recorded(get_response):
    """Keeps who asked the token endpoint for what, and the answer's status."""

    def middleware(request):
        response = get_response(request)
        if request.path == "/o/token/" and request.method == "POST":
            client = request.POST.get("client_id")
            kind, _, value = request.headers.get("Authorization", "").partition(" ")
            if kind.lower() == "basic":
                client = base64.b64decode(value).decode().partition(":")[0]
            entry = {"client": client, "grant": request.POST.get("grant_type", ""), "status": response.status_code}
            token_requests.append(entry)
        return response

    return middleware


def files(request):
    owner = request.resource_owner
    return JsonResponse({"user": owner and owner.username, "files": ["a.txt", "b.txt"]})


def resource(scope, **more):
    return csrf_exempt(protected_resource(scopes=[scope], **more)(files))


@csrf_exempt
def requests(request):
    return JsonResponse([r for r in token_requests if r["client"] == request.GET["client"]], safe=False)


def tokens(model, request):
    """What users granted to a client: the token that its registration gave it belongs to nobody."""
    return model.objects.filter(application__client_id=request.GET["client"], user__isnull=False)


@csrf_exempt
def expire(request):
    """Ends the access tokens of a client before their time."""
    return JsonResponse({"count": tokens(AccessToken, request).update(expires=timezone.now() - timedelta(seconds=1))})


@csrf_exempt
def withdraw(request):
    """Forgets what users granted to a client, as when they remove it from their account."""
    return JsonResponse({"count": sum(tokens(model, request).delete()[0] for model in (RefreshToken, AccessToken))})


urlpatterns = [
    path("login", LoginView.as_view(template_name="login.html")),
    path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),
    path("", include((metadata_urlpatterns, "metadata"))),
    path("api/files", resource("files:read")),
    path("api/files/write", resource("files:write")),
    path("challenge/files", resource("files:read", advertise_metadata=True)),
    path("behind/requests", requests),
    path("behind/expire", expire),
    path("behind/withdraw", withdraw),
]


def sign_identity_tokens(instance, **_):
    instance.algorithm = "RS256"


pre_save.connect(sign_identity_tokens, sender=Application)
call_command("migrate", verbosity=0)
get_user_model().objects.create_user(option["user"], password=option["password"])
waitress.serve(get_wsgi_application(), host="127.0.0.1", port=option["port"], threads=8, ident=None)
