// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// What this program is.
package enum Tenon {
    package static let version = "0.1.0"
}
