// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// nginx in the part of a web service: each area wants its kind of credential and answers 200 or 401.
///
/// | path | answer |
/// | --- | --- |
/// | `/basic/me` | 200 for basic authentication with ``user`` and ``password`` |
/// | `/header/me`, `/bearer/me`, `/query/me?api_key=` | 200 for ``key`` in `X-Api-Key`, as bearer, in the query |
/// | `/limited`, `/status/500`, `/status/503` | 429 with `Retry-After: 2`, 500, 503 with `Retry-After: 1` |
/// | `/slow`, `/big` | 64 KiB at 1 KiB/s, 3 MiB |
/// | `/redirect/here`, `/elsewhere`, `/loop` | 302 to `/echo`, to another origin, to itself |
/// | `/echo` | what came: `method`, `uri`, `host`, `agent`, `authorization`, `key`, `encoding`, `length` |
/// | `/cookies` | three cookies, and a page that leads to `/fetch` of 127.0.0.1 by a link and by a form |
/// | `/fetch` | what a browser says about a navigation: `cookie`, `origin`, `referer`, `site` |
/// | `/close` | none: the connection is closed |
package struct NginxServer: Sendable {
    package let host = "127.0.0.1"
    package let port: Int
    /// With a certificate of ``authority`` for localhost and 127.0.0.1.
    package let tlsPort: Int
    /// With one for `other.test`.
    package let wrongHostPort: Int
    /// PEM of the private authority.
    package let authority: String
    package let user = "conn"
    package let password = "correct horse 1"
    package let key = "k-0123456789abcdef"

    private var process: ServiceProcess?

    static func start() async throws -> NginxServer {
        // A port can be taken between the look and the start: the failure is dropped twice, and others are tried.
        for _ in 0..<2 {
            if let server = try? await NginxServer() { return server }
        }
        return try await NginxServer()
    }

    private init() async throws {
        let folder = try ServiceFolder("nginx")
        do {
            authority = try PrivateAuthority(in: folder).certificate
            port = try LoopbackPort.free()
            tlsPort = try LoopbackPort.free()
            wrongHostPort = try LoopbackPort.free()
            try folder.makeFolder("www")
            try folder.write(#"{"id":7,"name":"Alice Example"}"#, to: "www/me")
            try folder.write(String(repeating: "x", count: 65_536), to: "www/slow")
            try folder.write(String(repeating: "x", count: 3 << 20), to: "www/big")
            try folder.write("\(user):{PLAIN}\(password)\n", to: "users")
            try folder.write(areas(folder), to: "areas.conf")
            try folder.write(configuration(folder), to: "nginx.conf")
            process = try ServiceProcess(
                name: "nginx",
                command: [Tool.path("nginx"), "-c", folder.path("nginx.conf"), "-e", folder.path("error.log")],
                folder: folder)
        } catch {
            folder.remove()
            throw error
        }
        for port in [port, tlsPort, wrongHostPort] {
            try await LoopbackPort.wait(port, name: "nginx") { (try? folder.read("nginx.out")) ?? "" }
        }
    }

    private func configuration(_ folder: ServiceFolder) -> String {
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map { "\($0)_temp_path \(folder.path("")) ;".replacingOccurrences(of: " ;", with: "/\($0);") }
        let tls = [(tlsPort, "server"), (wrongHostPort, "other")].map { port, name in
            """
              server {
                listen 127.0.0.1:\(port) ssl;
                ssl_certificate \(folder.path("\(name).pem"));
                ssl_certificate_key \(folder.path("\(name).key"));
                include \(folder.path("areas.conf"));
              }
            """
        }
        return """
            daemon off;
            worker_processes 1;
            pid \(folder.path("nginx.pid"));
            error_log \(folder.path("error.log"));
            \(getuid() == 0 ? "user www-data;" : "")
            events { worker_connections 512; }
            http {
              access_log off;
              default_type application/json;
              \(temporary.joined(separator: "\n  "))
              server { listen 127.0.0.1:\(port); include \(folder.path("areas.conf")); }
            \(tls.joined(separator: "\n"))
            }
            """
    }

    private func areas(_ folder: ServiceFolder) -> String {
        let echo = [
            ("method", "request_method"), ("uri", "request_uri"), ("host", "http_host"), ("agent", "http_user_agent"),
            ("authorization", "http_authorization"), ("key", "http_x_api_key"), ("encoding", "http_accept_encoding"),
            ("length", "content_length"),
        ].map { #""\#($0)":"$\#($1)""# }.joined(separator: ",")
        let fetch = [
            ("cookie", "http_cookie"), ("origin", "http_origin"), ("referer", "http_referer"),
            ("site", "http_sec_fetch_site"),
        ].map { #""\#($0)":"$\#($1)""# }.joined(separator: ",")
        let target = "http://127.0.0.1:\(port)/fetch"
        return """
            server_name localhost;
            root \(folder.path("www"));
            error_page 401 = @unauthorized;
            location @unauthorized { return 401 '{"error":"invalid_credential"}'; }
            location = /basic/me {
              auth_basic "area"; auth_basic_user_file \(folder.path("users")); alias \(folder.path("www/me"));
            }
            location = /header/me { if ($http_x_api_key != "\(key)") { return 401; } alias \(folder.path("www/me")); }
            location = /bearer/me {
              if ($http_authorization != "Bearer \(key)") { return 401; } alias \(folder.path("www/me"));
            }
            location = /query/me { if ($arg_api_key != "\(key)") { return 401; } alias \(folder.path("www/me")); }
            location = /limited { add_header Retry-After 2 always; return 429 '{"error":"slow_down"}'; }
            location = /status/500 { return 500 '{"error":"broken"}'; }
            location = /status/503 { add_header Retry-After 1 always; return 503 '{"error":"later"}'; }
            location = /slow { limit_rate 1k; }
            location = /redirect/here { return 302 /echo; }
            location = /redirect/elsewhere { return 302 http://localhost:\(port)/echo; }
            location = /redirect/loop { return 302 /redirect/loop; }
            location = /echo { return 200 '{\(echo)}'; }
            location = /cookies {
              add_header Set-Cookie "__Host-lax=1; Path=/; Secure; HttpOnly; SameSite=Lax";
              add_header Set-Cookie "strict=1; Path=/; SameSite=Strict";
              add_header Set-Cookie "none=1; Path=/; Secure; SameSite=None";
              default_type text/html;
              return 200 '<a href="\(target)">Go</a><form method=post action="\(target)"><button>Post</button></form>';
            }
            location = /fetch { return 200 '{\(fetch)}'; }
            location = /close { return 444; }
            """
    }
}
