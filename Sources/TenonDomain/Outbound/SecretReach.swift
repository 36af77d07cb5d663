// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON

/// Where secrets could go, by the version of a definition that was in use when somebody entered them.
///
/// A definition can be edited by people who may not read the secrets that it is for: what is edited counts for a secret
/// only as long as it takes it nowhere new.
package struct SecretReach: Sendable, Hashable {
    /// The version; 0 for one that was not published yet.
    package let version: Int
    /// The hosts that are written out, as ``HostPattern`` describes them, in lower case.
    package let hosts: Set<String>
    /// What else lets others read along: addresses without TLS, authorities to trust, mail servers' settings.
    package let openings: Set<String>
    /// Whether a host depends on expressions: then only the very same version is known to reach no further.
    package let isComputed: Bool

    package init(version: Int, hosts: Set<String>, openings: Set<String> = [], isComputed: Bool) {
        self.version = version
        self.hosts = Set(hosts.map { $0.lowercased() })
        self.openings = openings
        self.isComputed = isComputed
    }

    /// Whether whatever uses `other` sends secrets nowhere but where these could go.
    package func covers(_ other: SecretReach) -> Bool {
        if version > 0, version == other.version { return true }
        return !other.isComputed && other.hosts.isSubset(of: hosts) && other.openings.isSubset(of: openings)
    }

    package var json: JSON {
        [
            "version": JSON(version), "hosts": JSON(hosts.sorted()), "openings": JSON(openings.sorted()),
            "computed": .bool(isComputed),
        ]
    }

    /// Reads what ``json`` wrote.
    package init?(json: JSON) {
        guard let version = json["version"]?.int.flatMap({ Int(exactly: $0) }), let hosts = json["hosts"]?.array,
            let openings = json["openings"]?.array, let isComputed = json["computed"]?.bool
        else { return nil }
        self.init(
            version: version, hosts: Set(hosts.compactMap(\.string)), openings: Set(openings.compactMap(\.string)),
            isComputed: isComputed)
    }
}
