// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain
internal import TenonHTTP

/// What a person, or a script, reads when the server listens.
enum Greeting {
    static func write(host: String, port: Int, address: PublicAddress, newToken: Secret?) {
        let place = host.contains(":") ? "[\(host)]" : host
        StandardOutput.write(line: "Tenon is listening on http://\(place):\(port)")
        guard let newToken else { return }
        let program = CommandLine.arguments.first ?? "tenon"
        StandardOutput.write(
            line: """

                This is a new installation. The owner's token, which is shown only now:

                    \(newToken.reveal())

                Open \(address.origin) in a browser to set a password with it, or go on in a terminal.

                Make the first connection, in another terminal (the secret is asked for):

                    export TENON_URL=\(address.origin) TENON_TOKEN=<the token above>
                    \(program) connection create http-bearer --team 1 --name 'My API' --set url=https://api.example.com/me
                    \(program) connection verify 1

                The same with curl: README.md. What else there is: \(program) --help
                """)
    }
}
