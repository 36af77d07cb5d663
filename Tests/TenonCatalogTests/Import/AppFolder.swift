// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The files of an app, in a folder and in a ZIP archive that are gone after the test.
final class AppFolder {
    private let scratch: String
    let path: String
    let archive: String

    init(_ files: [String: String], name: String = "acme-app") throws {
        scratch =
            FileManager.default.temporaryDirectory.appendingPathComponent("tenon-import-\(UUID().uuidString)").path
        path = scratch + "/" + name
        archive = scratch + "/" + name + ".v1.zip"
        for (file, text) in files {
            let url = URL(fileURLWithPath: path + "/" + file)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
        }
        let zip = ZipWriter(Dictionary(uniqueKeysWithValues: files.map { (name + "/" + $0.key, $0.value) }))
        try Data(zip.bytes).write(to: URL(fileURLWithPath: archive))
    }

    deinit { try? FileManager.default.removeItem(atPath: scratch) }
}

/// A working copy of Make's editor with an OAuth connection and one with a key, as the editor names and fills files.
let workingCopy: [String: String] = [
    "makecomapp.json": """
    {
        "fileVersion": 1,
        "generalCodeFiles": {
            "base": "general/base.iml.json", "common": "general/common.json", "readme": "README.md",
            "groups": "modules/groups.json"
        },
        "components": {
            "connection": {
                "acme": {
                    "label": "Acme", "connectionType": "oauth",
                    "codeFiles": {
                        "communication": "connections/acme/acme.oauth-communication.iml.json",
                        "params": "connections/acme/acme.params.iml.json",
                        "common": "connections/acme/acme.common.json",
                        "scopeList": "connections/acme/acme.scope-list.iml.json",
                        "defaultScope": "connections/acme/acme.default-scope.iml.json",
                        "installSpec": "connections/acme/acme.install-spec.iml.json",
                        "installDirectives": "connections/acme/acme.install-directives.iml.json"
                    }
                },
                "acme2": {
                    "label": "Acme with a key", "connectionType": "basic",
                    "codeFiles": {
                        "communication": "connections/acme-2/acme-2.communication.iml.jsonc",
                        "params": "connections/acme-2/acme-2.params.iml.jsonc",
                        "common": null
                    }
                },
                "acme3": null
            },
            "function": {}, "module": {"getUser": {"codeFiles": {"communication": "modules/get-user/x.iml.json"}}},
            "rpc": {}, "webhook": {}
        },
        "origins": [{"baseUrl": "https://eu1.make.com/api", "appId": "acme-app-x1", "appVersion": 1,
            "apikeyFile": "../.secrets/apikey", "label": "Origin"}]
    }
    """,
    "general/base.iml.json": """
    {
    \t// Of every module.
    \t"baseUrl": "https://api.acme.test/v2",
    \t"headers": {
    \t\t"Authorization": "Bearer {{connection.accessToken}}"
    \t},
    \t"response": {
    \t\t"error": {"type": "RuntimeError", "message": "[{{statusCode}}] {{body.error}}"}
    \t},
    \t"log": {
    \t\t"sanitize": ["request.headers.authorization"]
    \t}
    }
    """,
    "general/common.json": "{}",
    "connections/acme/acme.oauth-communication.iml.json": """
    {
    \t"authorize": {
    \t\t"url": "https://login.acme.test/oauth2/authorize",
    \t\t"qs": {
    \t\t\t"scope": "{{join(oauth.scope, ' ')}}",
    \t\t\t"client_id": "{{ifempty(parameters.clientId, common.clientId)}}",
    \t\t\t"redirect_uri": "{{oauth.makeRedirectUri}}",
    \t\t\t"response_type": "code"
    \t\t},
    \t\t"response": {
    \t\t\t"temp": {"code": "{{query.code}}"}
    \t\t}
    \t},
    \t"token": {
    \t\t"url": "https://login.acme.test/oauth2/token",
    \t\t"method": "POST",
    \t\t"type": "urlencoded",
    \t\t"body": {
    \t\t\t"code": "{{temp.code}}",
    \t\t\t"client_id": "{{ifempty(parameters.clientId, common.clientId)}}",
    \t\t\t"client_secret": "{{ifempty(parameters.clientSecret, common.clientSecret)}}",
    \t\t\t"grant_type": "authorization_code",
    \t\t\t"redirect_uri": "{{oauth.makeRedirectUri}}"
    \t\t},
    \t\t"response": {
    \t\t\t"data": {
    \t\t\t\t"accessToken": "{{body.access_token}}",
    \t\t\t\t"refreshToken": "{{body.refresh_token}}",
    \t\t\t\t"expires": "{{addSeconds(now, body.expires_in)}}"
    \t\t\t},
    \t\t\t"expires": "{{addSeconds(now, 5184000)}}"
    \t\t},
    \t\t"log": {"sanitize": ["request.body.code", "request.body.client_secret", "response.body.access_token"]}
    \t},
    \t"refresh": {
    \t\t"condition": "{{data.expires < addMinutes(now, 15)}}",
    \t\t"url": "https://login.acme.test/oauth2/token",
    \t\t"method": "POST",
    \t\t"type": "urlencoded",
    \t\t"body": {
    \t\t\t"client_id": "{{ifempty(data.clientId, common.clientId)}}",
    \t\t\t"client_secret": "{{ifempty(data.clientSecret, common.clientSecret)}}",
    \t\t\t"grant_type": "refresh_token",
    \t\t\t"refresh_token": "{{data.refreshToken}}"
    \t\t},
    \t\t"response": {
    \t\t\t"data": {
    \t\t\t\t"accessToken": "{{body.access_token}}",
    \t\t\t\t"expires": "{{addSeconds(now, body.expires_in)}}"
    \t\t\t}
    \t\t}
    \t},
    \t"info": {
    \t\t"url": "https://api.acme.test/v2/users/me",
    \t\t"headers": {"authorization": "Bearer {{connection.accessToken}}"},
    \t\t"response": {
    \t\t\t"uid": "{{body.id}}",
    \t\t\t"metadata": {"type": "email", "value": "{{body.email}}"}
    \t\t}
    \t},
    \t"invalidate": {
    \t\t"url": "https://login.acme.test/oauth2/revoke",
    \t\t"method": "POST",
    \t\t"body": {"token": "{{connection.accessToken}}"}
    \t}
    }
    """,
    "connections/acme/acme.params.iml.json": """
    [
    \t{"name": "clientId", "label": "Client ID", "type": "text", "advanced": true},
    \t{"name": "clientSecret", "label": "Client Secret", "type": "password", "advanced": true, "editable": true}
    ]
    """,
    "connections/acme/acme.common.json": #"{"clientId": "id-1", "clientSecret": "s3cr3t-canary"}"#,
    "connections/acme/acme.scope-list.iml.json": #"{"read": "Read your data", "write": "Change your data"}"#,
    "connections/acme/acme.default-scope.iml.json": #"["read"]"#,
    "connections/acme/acme.install-spec.iml.json": "[]",
    "connections/acme/acme.install-directives.iml.json": "{}",
    "connections/acme-2/acme-2.communication.iml.jsonc": """
    {
        "url": "https://api.acme.test/v2/users/me",
        "headers": {"x-api-key": "{{parameters.apiKey}}"},
        "log": {"sanitize": ["request.headers.x-api-key"]}
    }
    """,
    "connections/acme-2/acme-2.params.iml.jsonc": #"[{"name": "apiKey", "label": "API Key", "type": "password"}]"#,
    "connections/acme-2/tenon.json": """
    {"hosts": ["api.acme.test"], "base": {"baseUrl": "https://api.acme.test/v2",
     "headers": {"x-api-key": "{{connection.apiKey}}"}}}
    """,
    "modules/groups.json": "[]", "modules/get-user/x.iml.json": "{}", "README.md": "# Acme",
    ".secrets/apikey": "hidden",
]
