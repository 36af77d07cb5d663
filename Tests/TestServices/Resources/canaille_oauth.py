# Copyright 2026 The Tenon Authors
# SPDX-License-Identifier: Apache-2.0
"""Canaille with one user, open to clients that register themselves.

The only argument is JSON: port, folder, account and the options of CanailleServer.swift.
"""

import json
import sys

import waitress
from canaille import create_app
from canaille.app import models
from canaille.backends import Backend
from joserfc.jwk import RSAKey

option = json.loads(sys.argv[1])
seconds = option["tokenSeconds"]

app = create_app(
    {
        "SECRET_KEY": "for tests only, and long enough for it",
        "SERVER_NAME": f"127.0.0.1:{option['port']}",
        "PREFERRED_URL_SCHEME": "http",
        # Any top-level key reaches Authlib.
        "OAUTH2_TOKEN_EXPIRES_IN": {
            grant: seconds for grant in ("authorization_code", "refresh_token", "client_credentials")
        },
        "CANAILLE": {
            "DATABASE": "sql",
            "JAVASCRIPT": False,
            "HTMX": False,
            "ENABLE_INTRUDER_LOCKOUT": False,
            "CAPTCHA_ENABLED": False,
        },
        "CANAILLE_SQL": {"DATABASE_URI": f"sqlite:///{option['folder']}/canaille.sqlite"},
        "CANAILLE_OIDC": {
            "ACTIVE_JWKS": [RSAKey.generate_key(2048).as_dict(private=True)],
            "DYNAMIC_CLIENT_REGISTRATION_OPEN": True,
            "REQUIRE_NONCE": False,
            "TRUSTED_DOMAINS": [],
        },
    }
)

with app.app_context():
    user = models.User(
        user_name=option["user"],
        password=option["password"],
        given_name="Alice",
        family_name="Example",
        emails=["alice@example.test"],
    )
    Backend.instance.save(user)

waitress.serve(app, host="127.0.0.1", port=option["port"], threads=8, ident=None)
