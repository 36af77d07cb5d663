// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

/// What the proxy answers to, for the API's description: it is no route of the other lane's table.
package enum ProxyOperation {
    /// As in OpenAPI; the last part may hold slashes, which OpenAPI has no word for.
    package static let path = "/proxy/{connectionId}/{path}"
    /// Those that OpenAPI's readers know; others go through as well.
    package static let methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    package static let scope = APIScope.connectionsUse

    package static var names: [String] { methods.map { "\($0) \(path)" } }
}
