// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Decompresses DEFLATE (RFC 1951), as far as a limit allows.
struct Inflater {
    /// What is wrong with compressed bytes.
    struct Fault: Error { let reason: String }

    private static let lengthBases = [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
        258,
    ]
    private static let lengthBits = [
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
    ]
    private static let distanceBases = [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
        6145, 8193, 12289, 16385, 24577,
    ]
    private static let distanceBits = [
        0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
    ]
    /// In which order a dynamic block gives the lengths of the codes for lengths.
    private static let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

    private let input: [UInt8]
    private let limit: Int
    private var index = 0
    private var bits = 0
    private var bitCount = 0
    private var output: [UInt8] = []

    private init(_ input: [UInt8], limit: Int) {
        self.input = input
        self.limit = limit
    }

    /// The bytes that `input` stands for, all of it.
    ///
    /// - Throws: ``Fault`` also when they are more than `limit`.
    static func inflate(_ input: some Sequence<UInt8>, limit: Int) throws(Fault) -> [UInt8] {
        var inflater = Inflater(Array(input), limit: limit)
        repeat {} while try inflater.block()
        guard inflater.index == inflater.input.count else { throw Fault(reason: "bytes follow the compressed ones") }
        return inflater.output
    }

    /// Reads one block; whether another one follows.
    private mutating func block() throws(Fault) -> Bool {
        let isLast = try take(1) == 1
        switch try take(2) {
        case 0: try stored()
        case 1: try coded(Inflater.fixedLengths, Inflater.fixedDistances)
        case 2:
            let (lengths, distances) = try dynamicCodes()
            try coded(lengths, distances)
        default: throw Fault(reason: "a compressed block is of no kind there is")
        }
        return !isLast
    }

    /// The next bits, the least significant first (section 3.1.1).
    private mutating func take(_ count: Int) throws(Fault) -> Int {
        while bitCount < count {
            guard index < input.count else { throw Fault(reason: "the compressed bytes end too early") }
            bits |= Int(input[index]) << bitCount
            index += 1
            bitCount += 8
        }
        defer {
            bits >>= count
            bitCount -= count
        }
        return bits & (1 << count - 1)
    }

    private mutating func append(_ byte: UInt8) throws(Fault) {
        guard output.count < limit else { throw Fault(reason: "there are more bytes than were announced") }
        output.append(byte)
    }

    private mutating func stored() throws(Fault) {
        (bits, bitCount) = (0, 0)
        let length = try take(16)
        guard try take(16) == length ^ 0xFFFF else { throw Fault(reason: "the length of a stored block is wrong") }
        for _ in 0..<length { try append(UInt8(try take(8))) }
    }

    private mutating func coded(_ lengths: HuffmanCode, _ distances: HuffmanCode) throws(Fault) {
        while true {
            let symbol = try decode(lengths)
            if symbol == 256 { return }
            guard symbol > 256 else {
                try append(UInt8(symbol))
                continue
            }
            guard symbol - 257 < Inflater.lengthBases.count else { throw Fault(reason: "a length is none") }
            let length = Inflater.lengthBases[symbol - 257] + (try take(Inflater.lengthBits[symbol - 257]))
            let code = try decode(distances)
            guard code < Inflater.distanceBases.count else { throw Fault(reason: "a distance is none") }
            let distance = Inflater.distanceBases[code] + (try take(Inflater.distanceBits[code]))
            guard distance <= output.count else { throw Fault(reason: "a distance leads before the beginning") }
            for _ in 0..<length { try append(output[output.count - distance]) }
        }
    }

    // MARK: - Codes

    /// A canonical code: how many symbols have each length, and the symbols in the order of their codes.
    private struct HuffmanCode {
        var counts = [Int](repeating: 0, count: 16)
        var symbols: [Int]
        /// Codes that no symbol has; negative when there are more symbols than codes.
        var left = 1

        init(_ lengths: some Collection<Int>) {
            for length in lengths { counts[length] += 1 }
            for length in 1...15 { left = left >= 0 ? left << 1 - counts[length] : left }
            symbols = lengths.enumerated().filter { $0.element > 0 }
                .sorted { ($0.element, $0.offset) < ($1.element, $1.offset) }.map(\.offset)
        }

        /// Whether every code means something, or there is only one code.
        var isUsable: Bool { left == 0 || left > 0 && symbols.count == counts[1] && symbols.count <= 1 }
    }

    private static let fixedLengths = HuffmanCode(
        Array(repeating: 8, count: 144) + Array(repeating: 9, count: 112) + Array(repeating: 7, count: 24)
            + Array(repeating: 8, count: 8))
    private static let fixedDistances = HuffmanCode(Array(repeating: 5, count: 30))

    private mutating func decode(_ code: HuffmanCode) throws(Fault) -> Int {
        var (value, first, start) = (0, 0, 0)
        for length in 1...15 {
            value |= try take(1)
            let count = code.counts[length]
            if value - count < first { return code.symbols[start + value - first] }
            start += count
            first = (first + count) << 1
            value <<= 1
        }
        throw Fault(reason: "a code means nothing")
    }

    private mutating func dynamicCodes() throws(Fault) -> (HuffmanCode, HuffmanCode) {
        let lengthCount = try take(5) + 257
        let distanceCount = try take(5) + 1
        let codeCount = try take(4) + 4
        guard lengthCount <= 286, distanceCount <= 30 else { throw Fault(reason: "a block has too many codes") }
        var codeLengths = [Int](repeating: 0, count: 19)
        for position in Inflater.order.prefix(codeCount) { codeLengths[position] = try take(3) }
        let code = HuffmanCode(codeLengths)
        guard code.left == 0 else { throw Fault(reason: "the codes of a block are wrong") }
        var lengths: [Int] = []
        while lengths.count < lengthCount + distanceCount {
            let symbol = try decode(code)
            switch symbol {
            case 16:
                guard let last = lengths.last else { throw Fault(reason: "the codes of a block are wrong") }
                lengths += Array(repeating: last, count: 3 + (try take(2)))
            case 17: lengths += Array(repeating: 0, count: 3 + (try take(3)))
            case 18: lengths += Array(repeating: 0, count: 11 + (try take(7)))
            default: lengths.append(symbol)
            }
        }
        guard lengths.count == lengthCount + distanceCount, lengths[256] > 0 else {
            throw Fault(reason: "the codes of a block are wrong")
        }
        let literals = HuffmanCode(lengths[..<lengthCount])
        let distances = HuffmanCode(lengths[lengthCount...])
        // A block without a distance has none of its codes.
        guard literals.isUsable, distances.isUsable || distances.symbols.isEmpty else {
            throw Fault(reason: "the codes of a block are wrong")
        }
        return (literals, distances)
    }
}
