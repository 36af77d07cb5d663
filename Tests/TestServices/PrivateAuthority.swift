// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A certificate authority made for one test run, and what it signed: `server` for localhost and 127.0.0.1, `other`
/// for another host.
struct PrivateAuthority: Sendable {
    /// PEM, for `trustedAuthorities`.
    let certificate: String

    /// Makes the files `ca.pem`, `server.pem`, `server.key`, `other.pem` and `other.key` in the folder.
    init(in folder: ServiceFolder) throws {
        let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        try Tool.run(
            "openssl",
            ["req", "-x509"] + key + [
                "-days", "2", "-subj", "/CN=Tenon Test Authority", "-keyout", "ca.key", "-out", "ca.pem",
                "-addext", "keyUsage=critical,keyCertSign,cRLSign",
            ], in: folder)
        for (name, host) in [("server", "DNS:localhost,IP:127.0.0.1,IP:::1"), ("other", "DNS:other.test")] {
            try Tool.run(
                "openssl", ["req"] + key + ["-subj", "/CN=\(name)", "-keyout", "\(name).key", "-out", "\(name).csr"],
                in: folder)
            try folder.write(
                """
                basicConstraints=critical,CA:FALSE
                keyUsage=critical,digitalSignature
                extendedKeyUsage=serverAuth
                subjectAltName=\(host)
                """, to: "\(name).ext")
            try Tool.run(
                "openssl",
                [
                    "x509", "-req", "-in", "\(name).csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
                    "-days", "2", "-extfile", "\(name).ext", "-out", "\(name).pem",
                ], in: folder)
        }
        certificate = try folder.read("ca.pem")
    }
}
