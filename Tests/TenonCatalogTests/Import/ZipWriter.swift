// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Writes ZIP archives, right ones and, with single values changed, wrong ones.
struct ZipWriter {
    struct File {
        var name: String
        var bytes: [UInt8]
        /// What stands in the archive, when that is not the content itself.
        var packed: [UInt8]?
        var method = 0
        var flags = 0x0800
        var checksum: UInt32?
        var size: Int?
        var attributes = 0
        /// The name in the entry's own header.
        var ownName: String?
        /// Where the entry lies, when the directory is to point to another one.
        var offset: Int?

        init(_ name: String, _ text: String) {
            self.name = name
            bytes = Array(text.utf8)
        }
    }

    var files: [File]
    var comment: [UInt8] = []
    var disk = 0
    var countDelta = 0
    var offsetDelta = 0

    init(_ files: [File]) { self.files = files }

    init(_ texts: [String: String]) { files = texts.sorted { $0.key < $1.key }.map { File($0.key, $0.value) } }

    var bytes: [UInt8] {
        var archive: [UInt8] = []
        var directory: [UInt8] = []
        for file in files {
            let packed = file.packed ?? file.bytes
            let own = Array((file.ownName ?? file.name).utf8)
            let name = Array(file.name.utf8)
            let checksum = Int(file.checksum ?? Self.crc32(file.bytes))
            var head = number(20, 2) + number(file.flags, 2) + number(file.method, 2)
            head += number(0, 4) + number(checksum, 4)
            let sizes = number(packed.count, 4) + number(file.size ?? file.bytes.count, 4)
            let offset = file.offset ?? archive.count
            archive += number(0x0403_4B50, 4) + head + sizes
            archive += number(own.count, 2) + number(0, 2) + own + packed
            directory += number(0x0201_4B50, 4) + number(0x031E, 2) + head + sizes
            directory += number(name.count, 2) + number(0, 8)
            directory += number(file.attributes, 4) + number(offset, 4) + name
        }
        let count = files.count + countDelta
        var end = number(0x0605_4B50, 4) + number(disk, 2) + number(0, 2)
        end += number(count, 2) + number(count, 2)
        end += number(directory.count, 4) + number(archive.count + offsetDelta, 4)
        end += number(comment.count, 2) + comment
        return archive + directory + end
    }

    private func number(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    /// By the polynomial, bit by bit.
    static func crc32(_ bytes: [UInt8]) -> UInt32 {
        var value = ~UInt32(0)
        for byte in bytes {
            value ^= UInt32(byte)
            for _ in 0..<8 { value = value & 1 == 1 ? (value >> 1) ^ 0xEDB8_8320 : value >> 1 }
        }
        return ~value
    }
}
