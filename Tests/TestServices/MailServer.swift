// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Dovecot (IMAP, IMAPS, `STARTTLS`) and Postfix (SMTP with `AUTH` and `STARTTLS`), with a certificate of a private
/// authority.
///
/// Mail is accepted from nobody; log-in is all there is. Both need root, because they drop their privileges themselves.
package struct MailServer: Sendable {
    package struct Account: Sendable {
        package let name: String
        package let password: String
    }

    package let host = "127.0.0.1"
    /// Plain, and `STARTTLS`.
    package let imapPort: Int
    package let imapsPort: Int
    /// Plain, and `STARTTLS`.
    package let smtpPort: Int
    /// TLS from the first byte.
    package let smtpsPort: Int
    /// PEM of the private authority.
    package let authority: String
    package let alice = Account(name: "alice@example.test", password: "correct horse 1")
    /// With what has to be escaped or sent as a literal.
    package let bob = Account(name: "bob@example.test", password: #"a "quoted" \ pässwörd"#)

    private var dovecot: ServiceProcess?
    private var postfix: ServiceProcess?

    static func start() async throws -> MailServer {
        // A port can be taken between the look and the start: the failure is dropped twice, and others are tried.
        for _ in 0..<2 {
            if let server = try? await MailServer() { return server }
        }
        return try await MailServer()
    }

    private init() async throws {
        guard getuid() == 0 else {
            throw ServiceFailure("The mail tests start Dovecot and Postfix, which need root; run the tests as root.")
        }
        let imap = try ServiceFolder("imap")
        let smtp = try ServiceFolder("smtp")
        do {
            authority = try PrivateAuthority(in: imap).certificate
            imapPort = try LoopbackPort.free()
            imapsPort = try LoopbackPort.free()
            smtpPort = try LoopbackPort.free()
            smtpsPort = try LoopbackPort.free()
            let users = [alice, bob].map { "\($0.name):{PLAIN}\($0.password)\n" }
            try imap.write(users.joined(), to: "users")
            try imap.makeFolder("run")
            try imap.write(dovecotConfiguration(imap), to: "dovecot.conf")
            dovecot = try ServiceProcess(
                name: "dovecot", command: [Tool.path("dovecot"), "-F", "-c", imap.path("dovecot.conf")], folder: imap)
            for folder in ["etc", "spool", "data"] { try smtp.makeFolder(folder) }
            for file in ["server.pem", "server.key"] { try smtp.write(imap.read(file), to: file) }
            try Tool.run("chown", ["postfix", smtp.path("data")], in: smtp)
            try smtp.write(postfixMain(smtp, authentication: imap.path("run/postfix-auth")), to: "etc/main.cf")
            try smtp.write(postfixServices, to: "etc/master.cf")
            try Tool.run("postfix", ["-c", smtp.path("etc"), "check"], in: smtp)
            postfix = try ServiceProcess(
                name: "postfix", command: [Tool.path("master"), "-c", smtp.path("etc"), "-d"], folder: smtp)
        } catch {
            imap.remove()
            smtp.remove()
            throw error
        }
        for port in [imapPort, imapsPort] {
            try await LoopbackPort.wait(port, name: "Dovecot") { (try? imap.read("dovecot.log")) ?? "" }
        }
        for port in [smtpPort, smtpsPort] {
            try await LoopbackPort.wait(port, name: "Postfix") { (try? smtp.read("postfix.log")) ?? "" }
        }
    }

    /// No delay and no penalty after a failed log-in: the tests make many, all from one address.
    private func dovecotConfiguration(_ folder: ServiceFolder) -> String {
        """
        base_dir = \(folder.path("run"))
        state_dir = \(folder.path("run"))
        log_path = \(folder.path("dovecot.log"))
        auth_failure_delay = 0
        auth_mechanisms = plain login
        disable_plaintext_auth = no
        protocols = imap
        listen = 127.0.0.1
        ssl = yes
        ssl_cert = <\(folder.path("server.pem"))
        ssl_key = <\(folder.path("server.key"))
        mail_location = maildir:\(folder.path("mail"))/%n
        mail_max_userip_connections = 200
        first_valid_uid = 1
        service anvil {
          unix_listener anvil-auth-penalty {
            mode = 0
          }
        }
        service imap-login {
          inet_listener imap {
            port = \(imapPort)
          }
          inet_listener imaps {
            port = \(imapsPort)
            ssl = yes
          }
        }
        service auth {
          unix_listener postfix-auth {
            mode = 0666
          }
        }
        passdb {
          driver = passwd-file
          args = \(folder.path("users"))
        }
        userdb {
          driver = static
          args = uid=mail gid=mail home=\(folder.path("mail"))/%n allow_all_users=yes
        }
        """
    }

    private func postfixMain(_ folder: ServiceFolder, authentication: String) -> String {
        """
        compatibility_level = 3.6
        queue_directory = \(folder.path("spool"))
        data_directory = \(folder.path("data"))
        maillog_file = \(folder.path("postfix.log"))
        maillog_file_prefixes = /tmp
        inet_interfaces = 127.0.0.1
        inet_protocols = ipv4
        myhostname = mail.example.test
        mydestination =
        mynetworks =
        alias_maps =
        default_transport = error:5.1.1 no mail here
        smtpd_sasl_auth_enable = yes
        smtpd_sasl_type = dovecot
        smtpd_sasl_path = \(authentication)
        smtpd_tls_security_level = may
        smtpd_tls_cert_file = \(folder.path("server.pem"))
        smtpd_tls_key_file = \(folder.path("server.key"))
        smtpd_relay_restrictions = permit_sasl_authenticated, reject
        smtpd_error_sleep_time = 0
        smtpd_hard_error_limit = 1000
        """
    }

    /// Only what a log-in needs, and nothing in a chroot.
    private var postfixServices: String {
        """
        127.0.0.1:\(smtpPort) inet n - n - - smtpd
        127.0.0.1:\(smtpsPort) inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
        postlog unix-dgram n - n - 1 postlogd
        pickup unix n - n 60 1 pickup
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        tlsmgr unix - - n 1000? 1 tlsmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        error unix - - n - - error
        anvil unix - - n - 1 anvil
        scache unix - - n - 1 scache
        proxymap unix - - n - - proxymap

        """
    }
}
