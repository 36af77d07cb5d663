// swift-tools-version: 6.2
// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

/// The settings of every target: language mode 6, imports that stay private unless said otherwise, no warning left.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let configuration: Target.Dependency = .product(name: "Configuration", package: "swift-configuration")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTesting: Target.Dependency = .product(name: "HummingbirdTesting", package: "hummingbird")
let inMemoryLogging: Target.Dependency = .product(name: "InMemoryLogging", package: "swift-log")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioEmbedded: Target.Dependency = .product(name: "NIOEmbedded", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioHTTPTypes: Target.Dependency = .product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let serviceLifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let systemPackage: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let unixSignals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

/// A room of the house: a library target that sees only what stands in its list.
func room(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

let package = Package(
    name: "tenon",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "tenon", targets: ["tenon"]),
        .library(name: "TenonClient", targets: ["TenonClient"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(
            url: "https://github.com/apple/swift-configuration", from: "1.4.0",
            traits: [.defaults, "CommandLineArguments", "YAML"]),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .executableTarget(
            name: "tenon",
            dependencies: [
                "TenonServer", "TenonClient", "TenonSimulator", "TenonWire", "TenonJSON", argumentParser,
            ],
            swiftSettings: strict),
        room(
            "TenonServer",
            [
                "TenonAPI", "TenonCatalog", "TenonConsole", "TenonDomain", "TenonEgress", "TenonEngine", "TenonHTTP",
                "TenonObservability", "TenonPostgres", "TenonProxy", "TenonSQLite", "TenonStore", "TenonVault",
                "TenonJSON",
                "TenonWire",
                configuration, hummingbird, logging, nioCore, nioPosix, serviceLifecycle, systemPackage, unixSignals,
                yams,
            ]),
        room(
            "TenonAPI",
            [
                "TenonHTTP", "TenonEngine", "TenonCatalog", "TenonWire", "TenonDomain", "TenonJSON", httpTypes,
                hummingbird, logging, nioCore,
            ]),
        // `Templates` and `Assets` are embedded by CAssets.
        room(
            "TenonConsole",
            [
                "CAssets", "TenonHTTP", "TenonEngine", "TenonCatalog", "TenonVault", "TenonDomain", "TenonJSON",
                httpTypes,
                hummingbird, mustache, nioCore, crypto,
            ], exclude: ["Templates", "Assets", "Strings"]),
        room(
            "TenonHTTP",
            [
                "TenonWire", "TenonDomain", "TenonJSON", httpTypes, hummingbird, hummingbirdCore, logging, nioCore,
                nioHTTP1,
                nioHTTPTypes,
            ]),
        room("TenonEngine", ["TenonVault", "TenonCatalog", "TenonDomain", "TenonJSON", crypto, logging]),
        // `Apps` and `Standard` are embedded by CAssets.
        room(
            "TenonCatalog", ["CAssets", "TenonDomain", "TenonJSON", crypto, cryptoExtras, yams],
            exclude: ["Apps", "Standard"]),
        room(
            "TenonProxy",
            [
                "TenonEgress", "TenonHTTP", "TenonDomain", "TenonJSON", "TenonWire", httpTypes, hummingbird,
                hummingbirdCore, logging, nioCore, nioHTTPTypes, nioPosix, nioSSL, serviceLifecycle,
            ]),
        .target(name: "CAssets"),
        room("TenonVault", ["TenonDomain", "TenonJSON", crypto, cryptoExtras, nioPosix]),
        room(
            "TenonEgress",
            ["TenonDomain", asyncHTTPClient, logging, nioCore, nioHTTP1, nioPosix, nioSSL]),
        room("TenonStore", ["TenonDomain", "TenonJSON", crypto]),
        room("TenonSQLite", ["TenonStore", "TenonDomain", grdb]),
        room("TenonPostgres", ["CPostgres", "TenonStore", "TenonDomain", nioCore, nioPosix]),
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        room("TenonDomain", ["TenonJSON", crypto]),
        room("TenonWire", ["TenonJSON"]),
        room("TenonClient", ["TenonWire", "TenonJSON", asyncHTTPClient, nioCore, nioHTTP1, nioPosix]),
        room("TenonObservability", ["TenonJSON", logging]),
        room(
            "TenonSimulator",
            [
                "TenonJSON", crypto, cryptoExtras, httpTypes, hummingbird, hummingbirdCore, logging, nioCore,
                serviceLifecycle, unixSignals,
            ]),
        room("TenonJSON"),
        tests("TenonJSONTests", ["TenonJSON"]),
        tests("TenonDomainTests", ["TenonDomain", "TenonJSON"]),
        tests("TenonVaultTests", ["TenonVault", "TenonDomain", crypto]),
        tests("TenonCatalogTests", ["TenonCatalog", "TenonDomain", "TenonJSON", crypto, cryptoExtras]),
        tests("TenonEngineTests", ["TenonEngine", "TenonCatalog", "TenonDomain", "TenonJSON"]),
        // Real servers, started for the tests that need them.
        .target(
            name: "TestServices", dependencies: ["TenonJSON", asyncHTTPClient, nioCore, nioHTTP1, nioPosix],
            path: "Tests/TestServices", exclude: ["Resources"], swiftSettings: strict),
        tests("OAuthServicesTests", ["TestServices", "TenonJSON", crypto]),
        tests(
            "TenonEgressTests",
            [
                "TenonEgress", "TenonDomain", "TestServices", asyncHTTPClient, logging, nioCore, nioPosix, nioHTTP1,
                nioSSL,
            ]),
        tests(
            "StoreContractTests",
            [
                "TenonStore", "TenonSQLite", "TenonPostgres", "TenonVault", "TenonDomain", "TenonJSON", "TestServices",
            ]),
        tests("TenonPostgresTests", ["TenonPostgres", "TenonStore", "TenonDomain", "TestServices"]),
        tests(
            "TenonHTTPTests",
            [
                "TenonHTTP", "TenonWire", "TenonDomain", "TenonJSON", httpTypes, hummingbird, hummingbirdTesting,
                inMemoryLogging,
                logging,
                nioCore, nioEmbedded, nioHTTP1, nioHTTPTypes, nioPosix,
            ]),
        tests(
            "TenonProxyTests",
            [
                "TenonProxy", "TenonEgress", "TenonHTTP", "TenonDomain", "TenonJSON", "TestServices", httpTypes,
                hummingbird, inMemoryLogging, logging, nioCore, nioEmbedded, nioPosix, nioSSL, serviceLifecycle,
            ]),
        tests("TenonObservabilityTests", ["TenonObservability", "TenonJSON", logging]),
        tests("TenonWireTests", ["TenonWire", "TenonJSON"]),
        tests(
            "TenonAPITests",
            [
                "TenonAPI", "TenonConsole", "TenonHTTP", "TenonEngine", "TenonProxy", "TenonSQLite", "TenonStore",
                "TenonVault",
                "TenonCatalog", "TenonDomain", "TenonJSON", "TenonServer", "TenonWire", httpTypes, hummingbird,
                hummingbirdTesting,
                inMemoryLogging, logging, yams, crypto,
            ]),
        tests(
            "TenonSimulatorTests",
            ["TenonSimulator", "TenonJSON", asyncHTTPClient, crypto, cryptoExtras, nioCore, nioHTTP1]),
        tests("TenonClientTests", ["TenonClient", "TenonWire", "TenonJSON", nioCore, nioHTTP1, nioPosix]),
        tests(
            "TenonCommandTests",
            [
                "tenon", "TenonClient", "TenonPostgres", "TenonServer", "TenonWire", "TenonJSON", argumentParser,
            ]),
        tests(
            "EndToEndTests",
            [
                "tenon", "TenonClient", "TenonJSON", "TenonSimulator", "TenonWire", "TestServices", asyncHTTPClient,
                crypto, cryptoExtras,
                nioCore, nioHTTP1,
                nioPosix,
            ]),
    ]
)
