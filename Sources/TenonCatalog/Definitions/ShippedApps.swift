// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import CAssets

/// The definitions that are part of the binary.
package enum ShippedApps {
    /// Each file's path below the catalogue's sources, and its content.
    package static var files: [(path: String, bytes: [UInt8])] {
        var files: [(path: String, bytes: [UInt8])] = []
        while let asset = tenon_asset_at(files.count)?.pointee {
            files.append(
                (String(cString: asset.path), Array(UnsafeBufferPointer(start: asset.bytes, count: asset.count))))
        }
        return files
    }

    /// What is in them; they cannot change while the process runs, so they are read once.
    static let decoded: (types: [ConnectionType], findings: [Finding]) = files.reduce(into: ([], [])) { all, file in
        guard file.path.hasPrefix("Apps/") else { return }
        let (types, findings) = DefinitionDecoder.decode(file.bytes, file: file.path)
        all.types += types
        all.findings += findings
    }
}
