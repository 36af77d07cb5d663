// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import TenonCatalog

@Suite struct InflaterTests {
    private static let text = Array(
        (0..<120).map { "\($0) times \($0) is \($0 * $0).\n" }.joined().utf8)

    /// Made by zlib: stored, with its fixed codes, with codes of its own, without distances, in many blocks, and empty.
    ///
    /// The number says how much of the text it is.
    private static let samples: [(Int, String)] = [
        (
            60,
            "ATwAw/8wIHRpbWVzIDAgaXMgMC4KMSB0aW1lcyAxIGlzIDEuCjIgdGltZXMgMiBpcyA0LgozIHRpbWVzIDMgaXM="
        ),
        (
            400,
            "M1AoycxNLVYwUMgEEnpchlC+IYhvqMdlBOUbgfgmelzGUL4xiG+px2UC5ZuA1ZvpcZlCBUxBAkamelxmUAEzkIAxUIU5VMAcbCTQ"
                + "DAuogAVIwAxoiSVUwBIkYAF0haEBzFlgdxoagFwKdyrErUYgdTDnGoLda2gCNMwQ5mRDY4gbgTYawpxtCHG3JdBZhjCXG0KcDnK7"
                + "IczxhmYQ74DUwdxvCPaAkQXIPJgXDMF+MDYC2QvzhaElxOeg0IT5wwjsDxOQP4xg/jAC+QMA"
        ),
        (
            2514,
            "RdYxshwhDATQfE/xT7CFkBBwIAcOHNn3L0+3aCZx1fIxowdCqP38+/3n19+f9vP7+ef7sfPb8Nu+n35+d/yO78fPb8fv/f3E+R2c"
                + "n9/POAMDA318P3kGEgP+zJhnYHLJZ411BhYG8vnIPgMbA+uJwprCYpzWEOkNtWLtmKdwjfFaPIuZQjavGJ8vmsK2ins/YZkitwod"
                + "sZuCtywO5il+I6AvrCeC0eAd35XCdsmxm3J0OgKOLkenIwLz7rbXvq9nvS5Hp2P057tdjk7HmE98XY5OR8LR5eh0JOfJ0emYXE+O"
                + "Tsfkd+XodRyIz+VwOjYcLofTseF1ObzOo2Fj/OZQHUjDDrokXidi2GoXxUcdMSwui2cN4vBcGCfGHKfs0vg62YCvi+Pk2EDehDxR"
                + "+ZUAhUBRCZbIxJAoSjSRryFRlGghq+NejZNjyP2QKCrJGkQhUVSWGe5RSBSVZr1hTYmCou4NX5coKOrRnjiHRKNV5kI0JBoU9eRM"
                + "iQZFfWLNIdHwSnJ8fUg0KOqb9/1eeIqcoiHRqFtvsA+JxjyXBGtKNOrmOPZzSDTq6gR2PiXKVvcJopQoKfKJ00yJkiJfOPeUKCny"
                + "jQxJiTLqPiKXUqKkKJh1ecsYReHIz5Qoq5YFMjklSooikfMpUVIUE7djSjSrGvAaTYkmRaPhvk2JJkXDcDGnRLMKguMGT4lmVYTA"
                + "VZ8STYoGa8KUaGbVDs68xZmisbmmRLMqdOPXJZq7ygziXBKtVrUcoiXRoigH7Eui1asiYZeWRIuiXNjPJdGiaDbs/JJojSpeEC2J"
                + "FkXTcZpLolVlbuDc131yqs5NZMiSaFE0N3JpS7RbPUYQbYk2RasjP7dEu1ed5Esm0aZoJXJ+S7QpWgu3Y0u0R5VUiLZEm6InIsyU"
                + "aFO0A3dzS7RXVV/c4n0fUor2anxL38dUrynf03Yf1GanWtf8+6i2U8UDi1u7D2s7hTwRyfPnOx6nwCNsa/eBbVXOjcbnv93xqujW"
                + "nfPvQ9uqqD8FnOvfx7ZVXbdMxnMf3Fal3RZ7h7d5ON1DP/3D20CcDsLZQ7xNxOki+mAf8TYSp5Pok73E20ycbqJv9hNvQ1EdhXn1"
                + "FG9TUV2FebCveBsL0yPG3uJtLqq7MN/sL94GozoMC8PN+g8="
        ),
        (
            300,
            "BcGxkcQwDARBH1FMBCxBovingGCsAWuRf333xajLXMhcK5JRl0lkcsXNqMvcyOwVD6Mu8yDzrdiMusxGJs+Kl1GXeZG53xWHUZc5"
                + "yDxnxR+jLvOHzP5W/Bh1mR8yZ6/4GHWZD5lfrsiLUZfJC5m8rhWZjLpMJjJ554q8GXWZvJHJvVfkw6jL5INMnm9FbkZdJjcy+Z0V"
                + "+TLqMvkic9/vijyMukwe5H8="
        ),
        (
            800,
            "PI67DcAwCAV7pvAECPz3QClSpEr2V3jWSxqkOyE4S895HXeydMZQcbKDXSWTM7iqFHIBL5VKrnu/qzSKBpGbSqfoECU2BsXYJ+PG"
                + "pJgQPZ4sigUxo8Lty9qdbij9U9H6AgAA//80zrENwDAIBMA+U3iCyGDAZqAULlIl+ysPCg16nV5AI6bzIG7vvq+nIWxMEdgoG2nm"
                + "MCmTNDeYlmkYs8KszNI0erNspq3Yt8pW2OC462WeZviP+28IMOkdRmUE+wAAAP//NM/JDQBBDALBVDaG9pz5J7bjlvgjoL4xOhcH"
                + "OsZ5fcSBjsnbJQ50zP3+EQc6VjuIAx3LXBzo2PbFgY7tbhzoOP2v4igdtx0VR7XjBwAA//80zrENwDAIBMA+U3iCyGDAZqAUKVI5"
                + "+ytvHLrX6QVf3Og8Gpf3fq5ZEO5ZqLIAW2LbOBwoiRJIakBN1EBmBVqibfTV7Ik9sNm6ORJHoMj67okeqIydUn9EWGi1Agn4AQAA"
                + "//8DAA=="
        ),
        (
            0,
            "AwA="
        ),
    ]

    private static func bytes(_ text: String) throws -> [UInt8] {
        [UInt8](try #require(Data(base64Encoded: text)))
    }

    @Test(arguments: samples)
    func `what zlib compressed comes back`(_ count: Int, _ packed: String) throws {
        let packed = try Self.bytes(packed)
        #expect(try Inflater.inflate(packed, limit: count) == Array(Self.text.prefix(count)))
        if count > 0 {
            #expect(throws: Inflater.Fault.self) { try Inflater.inflate(packed, limit: count - 1) }
        }
    }

    @Test(arguments: samples)
    func `what is cut off anywhere, or has something behind it, is refused`(
        _ count: Int, _ packed: String
    ) throws {
        let packed = try Self.bytes(packed)
        for length in stride(from: 0, to: packed.count, by: max(1, packed.count / 300)) {
            #expect(throws: Inflater.Fault.self) {
                try Inflater.inflate(packed[..<length], limit: 1 << 20)
            }
        }
        #expect(throws: Inflater.Fault.self) { try Inflater.inflate(packed + [0], limit: 1 << 20) }
    }

    @Test(arguments: samples)
    func `a byte that is changed never does harm`(_ count: Int, _ packed: String) throws {
        let packed = try Self.bytes(packed)
        for index in stride(from: 0, to: packed.count, by: max(1, packed.count / 150)) {
            for mask in [UInt8(0x01), 0x80] {
                var changed = packed
                changed[index] ^= mask
                // Whatever comes out is within the limit, or nothing does.
                let bytes = try? Inflater.inflate(changed, limit: 4096)
                #expect((bytes?.count ?? 0) <= 4096)
            }
        }
    }

    @Test(
        arguments: [
            ([], "the compressed bytes end too early"), ([0x07], "a compressed block is of no kind there is"),
            ([0x01, 0x01, 0x00, 0x00, 0x00], "the length of a stored block is wrong"),
            // With the fixed codes: a distance before the beginning; a length and a distance that are none.
            ([0x03, 0x02], "a distance leads before the beginning"), ([0x1B, 0x03], "a length is none"),
            ([0x03, 0x3E, 0x00, 0x00], "a code means nothing"),
            // With codes of its own: too many of them; none at all.
            ([0xFD, 0xFF, 0xFF], "a block has too many codes"),
            ([0x05, 0x00, 0x00, 0x00, 0x00], "the codes of a block are wrong"),
        ] as [([UInt8], String)])
    func `what is no DEFLATE is told in words`(_ packed: [UInt8], _ reason: String) {
        let fault = #expect(throws: Inflater.Fault.self) { try Inflater.inflate(packed, limit: 1 << 20) }
        #expect(fault?.reason == reason)
    }
}
