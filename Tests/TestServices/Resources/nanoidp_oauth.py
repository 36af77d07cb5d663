# Copyright 2026 The Tenon Authors
# SPDX-License-Identifier: Apache-2.0
"""NanoIDP in its OAuth 2.1 profile with one user, open to clients that register themselves.

The only argument is JSON: port, folder, account and the options of NanoIDPServer.swift.
"""

import json
import os
import runpy
import sys

option = json.loads(sys.argv[1])
host, port = "127.0.0.1", option["port"]
settings = {
    "config_version": 1,
    "server": {"host": host, "port": port},
    "security_profile": "oauth21",
    "login": {"mode": "password"},
    "oauth": {
        "issuer": f"http://{host}:{port}",
        "audience": "tenon",
        "refresh_token_rotation": option["rotatesRefreshTokens"],
        "require_pkce": True,
        "scope_enforcement": True,
        "scopes_supported": ["openid", "profile", "email"],
        "dynamic_registration": {"enabled": True},
        "clients": [],
    },
}
user = {"password": option["password"], "email": "alice@example.test", "roles": ["USER"]}

# It makes its keys in the working directory. JSON is YAML.
os.chdir(option["folder"])
os.mkdir("config")
for name, content in (("settings", settings), ("users", {"config_version": 1, "users": {option["user"]: user}})):
    with open(f"config/{name}.yaml", "w") as file:
        json.dump(content, file)

sys.argv = ["nanoidp", "--host", host, "--port", str(port), "--config", "config"]
runpy.run_module("nanoidp", run_name="__main__")
