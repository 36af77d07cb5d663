// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

#pragma once
#include <stddef.h>

/// A file that is part of the binary.
typedef struct {
    /// Folder and file: `Apps/make.yaml`.
    const char *_Nonnull path;
    const unsigned char *_Nonnull bytes;
    size_t count;
} tenon_asset;

/// The files of that index, counted from 0; `NULL` behind the last.
const tenon_asset *_Nullable tenon_asset_at(size_t index);
