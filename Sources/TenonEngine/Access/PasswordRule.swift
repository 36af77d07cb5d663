// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain

/// What a password has to be (NIST SP 800-63B §5.1.1.2): long enough, and not the address it belongs to.
package enum PasswordRule {
    package static let charactersMin = 12
    /// More is not hashed.
    package static let bytesMax = 1024

    static func check(_ password: Secret, of email: String, into faults: inout Faults) {
        let (isLong, isRepeated, isEmail) = password.withRevealedBytes { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            return (text.count >= charactersMin, Set(text).count < 4, text.lowercased() == email.lowercased())
        }
        if !isLong { faults.invalid("password", .charactersAtLeast, ["count": String(charactersMin)]) }
        if password.count > bytesMax { faults.invalid("password", .bytesAtMost, ["count": String(bytesMax)]) }
        if isLong, isRepeated { faults.invalid("password", .passwordRepeats) }
        if isEmail { faults.invalid("password", .passwordIsEmail) }
    }
}
