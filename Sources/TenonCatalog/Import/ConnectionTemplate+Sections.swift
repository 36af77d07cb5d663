// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

// MARK: - Basic

extension ConnectionTemplate {
    private var oneHost: String {
        """
        {
            // The only hosts that a secret of this connection may be sent to.
            "hosts": ["api.example.com"]
        }
        """
    }

    private var twoHosts: String {
        """
        {
            // The only hosts that a secret of this connection may be sent to.
            "hosts": ["api.example.com", "login.example.com"]
        }
        """
    }

    var apiKeySections: [ConnectionSection: String] {
        [
            .parameters: """
            [
                {
                    "name": "apiKey",
                    "label": "API key",
                    "help": "You find it in your account's settings.",
                    "type": "password",
                    "required": true,
                    "editable": true
                }
            ]
            """,
            .api: """
            {
                // A request that only a good key is answered to.
                "url": "https://api.example.com/v1/me",
                "headers": {
                    "x-api-key": "{{connection.apiKey}}"
                },
                // What must not be logged.
                "log": {"sanitize": ["request.headers.x-api-key"]},
                "response": {
                    "error": "{{body.message}}",
                    // Whose account it is.
                    "uid": "{{body.id}}",
                    "metadata": {"type": "text", "value": "{{body.name}}"}
                }
            }
            """,
            .tenon: oneHost,
        ]
    }

    var basicSections: [ConnectionSection: String] {
        [
            .parameters: """
            [
                {"name": "username", "label": "User name", "type": "text", "required": true, "editable": true},
                {"name": "password", "label": "Password", "type": "password", "required": true, "editable": true}
            ]
            """,
            .api: """
            {
                // A request that only the right password is answered to.
                "url": "https://api.example.com/v1/me",
                "headers": {
                    "authorization": "Basic {{base64(connection.username + ':' + connection.password)}}"
                },
                "log": {"sanitize": ["request.headers.authorization"]},
                "response": {
                    "error": "{{body.message}}",
                    "uid": "{{body.id}}",
                    "metadata": {"type": "text", "value": "{{connection.username}}"}
                }
            }
            """,
            .tenon: oneHost,
        ]
    }

    var otherSections: [ConnectionSection: String] {
        [
            // What a person enters.
            .parameters: "[]",
            .api: """
            {
                // The request by which the connection is verified.
                "url": "https://api.example.com/v1/status"
            }
            """,
            .tenon: oneHost,
        ]
    }
}

// MARK: - OAuth 2.0

extension ConnectionTemplate {
    var client: String {
        """
        {
            // Of the client that is registered at the provider; an organization's installation puts its own over them.
            "clientId": "",
            "clientSecret": ""
        }
        """
    }

    var oauthSections: [ConnectionSection: String] {
        [
            // Asked for each time.
            .scope: #"["profile"]"#,
            .scopes: #"{"profile": "See who you are"}"#,
            .tenon: twoHosts,
        ]
    }

    private var info: String {
        """
        // Verifies the token, and tells whose it is.
            "info": {
                "url": "https://api.example.com/v1/me",
                "headers": {"authorization": "Bearer {{connection.accessToken}}"},
                "log": {"sanitize": ["request.headers.authorization"]},
                "response": {
                    "error": "{{body.message}}",
                    "uid": "{{body.id}}",
                    "metadata": {"type": "email", "value": "{{body.email}}"}
                }
            }
        """
    }

    private var data: String {
        """
        "error": "{{ifempty(body.error_description, body.error)}}",
                    "data": {
                        "accessToken": "{{body.access_token}}"
                    }
        """
    }

    /// An answer without a refresh token leaves the old one in force (RFC 6749 §6).
    private var refreshableData: String {
        """
        "error": "{{ifempty(body.error_description, body.error)}}",
                    "data": {
                        "accessToken": "{{body.access_token}}",
                        "refreshToken": "{{ifempty(body.refresh_token, ignore)}}",
                        "expires": "{{expiry(body.expires_in)}}"
                    }
        """
    }

    private var refresh: String {
        """
        // A little before the token ends.
            "refresh": {
                "condition": "{{data.expires < addMinutes(now, 15)}}",
                "url": "https://login.example.com/oauth/token",
                "method": "POST",
                "type": "urlencoded",
                "body": {
                    "grant_type": "refresh_token",
                    "refresh_token": "{{connection.refreshToken}}",
                    "client_id": "{{common.clientId}}",
                    "client_secret": "{{common.clientSecret}}"
                },
                "log": {"sanitize": ["request.body", "response.body"]},
                "response": {
                    \(refreshableData)
                }
            },
        """
    }

    func oauthAPI(refreshes: Bool) -> String {
        """
        {
            // Where the person says yes; state and the PKCE challenge are added.
            "authorize": {
                "url": "https://login.example.com/oauth/authorize",
                "qs": {
                    "response_type": "code",
                    "client_id": "{{common.clientId}}",
                    "redirect_uri": "{{oauth.redirectUri}}",
                    "scope": "{{join(oauth.scope, ' ')}}"
                },
                "response": {
                    "temp": {"code": "{{query.code}}"}
                }
            },
            // Exchanges the code for a token.
            "token": {
                "url": "https://login.example.com/oauth/token",
                "method": "POST",
                "type": "urlencoded",
                "body": {
                    "grant_type": "authorization_code",
                    "code": "{{temp.code}}",
                    "redirect_uri": "{{oauth.redirectUri}}",
                    "client_id": "{{common.clientId}}",
                    "client_secret": "{{common.clientSecret}}",
                    "code_verifier": "{{pkce.verifier}}"
                },
                "log": {"sanitize": ["request.body", "response.body"]},
                "response": {
                    \(refreshes ? refreshableData : data)
                }
            },
            \(refreshes ? refresh : "// The token does not end.")
            \(info)
        }
        """
    }

    var passwordSections: [ConnectionSection: String] {
        [
            .parameters: """
            [
                {"name": "username", "label": "User name", "type": "text", "required": true, "editable": true},
                {"name": "password", "label": "Password", "type": "password", "required": true, "editable": true}
            ]
            """,
            .common: client,
            .api: """
            {
                // Without 'authorize' it runs whenever a token is wanted.
                "token": {
                    "url": "https://login.example.com/oauth/token",
                    "method": "POST",
                    "type": "urlencoded",
                    "body": {
                        "grant_type": "password",
                        "username": "{{connection.username}}",
                        "password": "{{connection.password}}",
                        "client_id": "{{common.clientId}}",
                        "client_secret": "{{common.clientSecret}}"
                    },
                    "log": {"sanitize": ["request.body", "response.body"]},
                    "response": {
                        \(refreshableData)
                    }
                },
                \(refresh)
                \(info)
            }
            """,
            .tenon: twoHosts,
        ]
    }

    var clientCredentialsSections: [ConnectionSection: String] {
        [
            .parameters: """
            [
                {"name": "clientId", "label": "Client ID", "type": "text", "required": true, "editable": true},
                {"name": "clientSecret", "label": "Client secret", "type": "password", "required": true, "editable": true}
            ]
            """,
            .api: """
            {
                // Without 'authorize' it runs whenever a token is wanted.
                "token": {
                    "url": "https://login.example.com/oauth/token",
                    "method": "POST",
                    "type": "urlencoded",
                    "body": {
                        "grant_type": "client_credentials",
                        "client_id": "{{connection.clientId}}",
                        "client_secret": "{{connection.clientSecret}}"
                    },
                    "log": {"sanitize": ["request.body", "response.body"]},
                    "response": {
                        "error": "{{ifempty(body.error_description, body.error)}}",
                        "data": {
                            "accessToken": "{{body.access_token}}",
                            "expires": "{{expiry(body.expires_in)}}"
                        }
                    }
                },
                \(info)
            }
            """,
            .tenon: twoHosts,
        ]
    }
}

// MARK: - OAuth 1.0a

extension ConnectionTemplate {
    var oauth1Sections: [ConnectionSection: String] {
        [
            .common: """
            {
                // Of the client that is registered at the provider.
                "consumerKey": "",
                "consumerSecret": ""
            }
            """,
            .api: """
            {
                "requestToken": {
                    "url": "https://login.example.com/oauth1/request_token",
                    "method": "POST",
                    "oauth": {
                        "consumer_key": "{{common.consumerKey}}",
                        "consumer_secret": "{{common.consumerSecret}}",
                        "callback": "{{oauth.redirectUri}}"
                    },
                    "log": {"sanitize": ["request.headers.authorization", "response.body"]},
                    "response": {
                        "type": "urlencoded",
                        "temp": {
                            "token": "{{body.oauth_token}}",
                            "tokenSecret": "{{body.oauth_token_secret}}"
                        }
                    }
                },
                // Where the person says yes.
                "authorize": {
                    "url": "https://login.example.com/oauth1/authorize",
                    "qs": {"oauth_token": "{{temp.token}}"},
                    "response": {
                        "temp": {"verifier": "{{query.oauth_verifier}}"}
                    }
                },
                "accessToken": {
                    "url": "https://login.example.com/oauth1/access_token",
                    "method": "POST",
                    "oauth": {
                        "consumer_key": "{{common.consumerKey}}",
                        "consumer_secret": "{{common.consumerSecret}}",
                        "token": "{{temp.token}}",
                        "token_secret": "{{temp.tokenSecret}}",
                        "verifier": "{{temp.verifier}}"
                    },
                    "log": {"sanitize": ["request.headers.authorization", "response.body"]},
                    "response": {
                        "type": "urlencoded",
                        "data": {
                            "accessToken": "{{body.oauth_token}}",
                            "tokenSecret": "{{body.oauth_token_secret}}"
                        }
                    }
                },
                // Verifies the token, and tells whose it is.
                "info": {
                    "url": "https://api.example.com/v1/me",
                    "oauth": {
                        "consumer_key": "{{common.consumerKey}}",
                        "consumer_secret": "{{common.consumerSecret}}",
                        "token": "{{connection.accessToken}}",
                        "token_secret": "{{connection.tokenSecret}}"
                    },
                    "log": {"sanitize": ["request.headers.authorization"]},
                    "response": {
                        "error": "{{body.message}}",
                        "uid": "{{body.id}}",
                        "metadata": {"type": "text", "value": "{{body.name}}"}
                    }
                }
            }
            """,
            .tenon: twoHosts,
        ]
    }
}
